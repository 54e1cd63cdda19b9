package org.comptrust.testkit;

/** The statistics by their definitions, in plain loops and float64: slow, and obviously right. */
public final class SlowStatistics implements InputStatistics {
    @Override
    public float[] meanSquare(LayerInputs inputs) {
        Matrix x = inputs.tokens();
        float[] result = new float[x.columns()];
        for (int c = 0; c < x.columns(); c++) {
            double sum = 0;
            for (int t = 0; t < x.rows(); t++) {
                sum += (double) x.at(t, c) * x.at(t, c);
            }
            result[c] = (float) (sum / inputs.sequences());
        }
        return result;
    }

    @Override
    public float[] absMean(LayerInputs inputs) {
        Matrix x = inputs.tokens();
        float[] result = new float[x.columns()];
        for (int c = 0; c < x.columns(); c++) {
            double sum = 0;
            for (int t = 0; t < x.rows(); t++) {
                sum += Math.abs((double) x.at(t, c));
            }
            result[c] = (float) (sum / x.rows());
        }
        return result;
    }

    @Override
    public Matrix gram(LayerInputs inputs) {
        Matrix x = inputs.tokens();
        float[] result = new float[x.columns() * x.columns()];
        for (int i = 0; i < x.columns(); i++) {
            for (int j = 0; j < x.columns(); j++) {
                double sum = 0;
                for (int t = 0; t < x.rows(); t++) {
                    sum += (double) x.at(t, i) * x.at(t, j);
                }
                result[i * x.columns() + j] = (float) (sum / inputs.sequences());
            }
        }
        return new Matrix(x.columns(), x.columns(), result);
    }
}
