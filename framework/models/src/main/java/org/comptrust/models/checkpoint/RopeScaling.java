package org.comptrust.models.checkpoint;

import java.util.List;

/** How a model's rotary frequencies were stretched, so that it takes longer texts than it was first trained on. */
public sealed interface RopeScaling {
    /**
     * The stretched frequencies.
     *
     * @param frequencies radians per position, falling; unchanged
     */
    double[] scaled(double[] frequencies);

    /** By which cosines and sines are multiplied. */
    default double amplitude() {
        return 1;
    }

    /**
     * All positions lie closer together. Chen et al. 2023, arXiv:2306.15595.
     *
     * @param factor at least 1
     */
    record Linear(double factor) implements RopeScaling {
        @Override
        public double[] scaled(double[] frequencies) {
            double[] scaled = new double[frequencies.length];
            for (int i = 0; i < scaled.length; i++) {
                scaled[i] = frequencies[i] / factor;
            }
            return scaled;
        }
    }

    /**
     * Rotary frequencies of LLaMA 3.1: wavelengths longer than the original context over {@code lowFreqFactor} are stretched by
     * {@code factor}, those shorter than it over {@code highFreqFactor} stay, and what lies between is blended.
     *
     * @param factor at least 1
     * @param lowFreqFactor below {@code highFreqFactor}
     * @param originalMaxPositions context length before stretching
     */
    record Llama3(double factor, double lowFreqFactor, double highFreqFactor, int originalMaxPositions)
            implements RopeScaling {
        @Override
        public double[] scaled(double[] frequencies) {
            double[] scaled = new double[frequencies.length];
            for (int i = 0; i < scaled.length; i++) {
                double turns = originalMaxPositions * frequencies[i] / (2 * Math.PI); // within the original context
                double kept = (turns - lowFreqFactor) / (highFreqFactor - lowFreqFactor);
                kept = Math.min(1, Math.max(0, kept));
                scaled[i] = frequencies[i] * (kept + (1 - kept) / factor);
            }
            return scaled;
        }
    }

    /**
     * A divisor for each frequency, found by search. Ding et al. 2024, arXiv:2402.13753, as Phi-3 has it: here with the divisors for
     * texts up to the original context.
     *
     * @param divisors one for each frequency
     * @param amplitude above 1 for models that also take longer texts
     */
    record LongRope(List<Double> divisors, double amplitude) implements RopeScaling {
        public LongRope {
            divisors = List.copyOf(divisors);
        }

        @Override
        public double[] scaled(double[] frequencies) {
            double[] scaled = new double[frequencies.length];
            for (int i = 0; i < scaled.length; i++) {
                scaled[i] = frequencies[i] / divisors.get(i);
            }
            return scaled;
        }
    }
}
