package org.comptrust.core.fake;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.comptrust.api.compression.LayerReport;
import org.comptrust.api.model.Capability;
import org.comptrust.api.model.Completion;
import org.comptrust.api.model.Finish;
import org.comptrust.api.model.LinearRole;
import org.comptrust.api.model.LinearShape;
import org.comptrust.api.model.ModelHandle;
import org.comptrust.api.model.ModelIdentity;
import org.comptrust.api.model.ModelShape;
import org.comptrust.api.model.PromptTooLongException;
import org.comptrust.api.model.Response;
import org.comptrust.api.model.SeededRequest;
import org.comptrust.api.model.Tokenizer;
import org.comptrust.core.port.DeviceChoice;
import org.comptrust.core.port.Lease;
import org.comptrust.core.port.ModelException;
import org.comptrust.core.port.ModelSource;
import org.comptrust.core.port.ModelSpec;
import org.comptrust.core.port.Models;
import org.comptrust.core.port.Progress;
import org.comptrust.core.port.VariantFacts;
import org.comptrust.core.port.VariantRecipe;
import org.comptrust.core.recorded.RecordedAnswers;
import org.comptrust.core.recorded.RecordedHandle;

/**
 * Models whose answers are drawn from a hash of the question, the variant and, as with real ones, of all that it was batched
 * with: a run that batches differently gets other answers.
 */
public final class FakeModels implements Models {
    private IntConsumer beforeGroup = group -> {};
    private String failing = "\u0000";
    private String tooLong = "\u0000";
    private String tight = "\u0000";
    private String mute = "\u0000";
    private String weights = "w0";
    private String quicker = "float32";
    private String broken = "\u0000";
    private int groups;
    private int questions;
    private final List<List<SeededRequest>> asked = new ArrayList<>();
    private int leases;
    private int late = Integer.MAX_VALUE;
    private List<String> devices = List.of("");
    private final List<String> leasedOn = Collections.synchronizedList(new ArrayList<>());
    private Consumer<String> beforeLease = device -> {};
    private String shortOfMemory = "\u0000";

    /** Devices that there are, whatever is asked for. */
    public FakeModels devices(String... names) {
        this.devices = List.of(names);
        return this;
    }

    /** Calls back with the device of each variant, before it is in memory there. */
    public FakeModels beforeLease(Consumer<String> beforeLease) {
        this.beforeLease = beforeLease;
        return this;
    }

    /** Where variants came into memory, in order. */
    public List<String> leasedOn() {
        return List.copyOf(leasedOn);
    }

    /** Questions that hold this text are answered while memory is short. */
    public FakeModels memoryShort(String text) {
        this.shortOfMemory = text;
        return this;
    }

    /** Calls back with the number of each group, from 0, before it is answered. */
    public FakeModels beforeGroup(IntConsumer beforeGroup) {
        this.beforeGroup = beforeGroup;
        return this;
    }

    /** The process ends before it asks a group, from 0. */
    public FakeModels killedBefore(int group) {
        return beforeGroup(asked -> {
            if (asked == group) {
                throw new Killed();
            }
        });
    }

    /** Stands for the end of the process: nobody catches it. */
    public static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** The machine is quicker in this dtype, but for its processor. */
    public FakeModels quicker(String dtype) {
        this.quicker = dtype;
        return this;
    }

    @Override
    public String quickerDtype(DeviceChoice choice) {
        if (choice.names().contains("cuda:7")) {
            throw new ModelException("there is no cuda:7", null);
        }
        return choice.names().contains("cpu") ? "float32" : quicker;
    }

    /** Groups from this number on are answered when their lease is closed, as by a model that ends with the group at hand. */
    public FakeModels answersOnClose(int group) {
        this.late = group;
        return this;
    }

    /** Questions that hold this text fail. */
    public FakeModels failing(String text) {
        this.failing = text;
        return this;
    }

    /** Questions that hold this text are too long. */
    public FakeModels tooLong(String text) {
        this.tooLong = text;
        return this;
    }

    /** Questions that hold this text fit only without two of their demonstrations. */
    public FakeModels tight(String text) {
        this.tight = text;
        return this;
    }

    /** Questions that hold this text get answers without sense. */
    public FakeModels mute(String text) {
        this.mute = text;
        return this;
    }

    /** What the weights' hash begins with. */
    public FakeModels weights(String weights) {
        this.weights = weights;
        return this;
    }

    /** Variants whose options hold this text cannot be made. */
    public FakeModels broken(String text) {
        this.broken = text;
        return this;
    }

    /** Groups that were asked. */
    public int groups() {
        return groups;
    }

    /** Questions that were asked. */
    public int questions() {
        return questions;
    }

    /** What was asked, group by group. */
    public List<List<SeededRequest>> asked() {
        return List.copyOf(asked);
    }

    /** Leases that were given. */
    public int leases() {
        return leases;
    }

    @Override
    public Model open(ModelSpec spec) {
        if (spec.name().equals("damaged")) {
            throw new ModelException("config.json of " + spec.name() + " is cut off", null);
        }
        if (spec.source() instanceof ModelSource.Recorded recorded) {
            return new FakeRecorded(RecordedAnswers.read(recorded.responses()));
        }
        return new FakeModel(
                spec.name().equals("larger") ? 64 : 32,
                spec.name().equals("foreign") ? "words" : "letters",
                spec.source() instanceof ModelSource.Folder);
    }

    @Override
    public List<String> devices(DeviceChoice choice) {
        return devices;
    }

    @Override
    public void close() {}

    private final class FakeModel implements Model {
        private final int vocabulary;
        private final String tokenizer;
        private final boolean here;

        /** @param here whether its weights are, or on a server */
        FakeModel(int vocabulary, String tokenizer, boolean here) {
            this.vocabulary = vocabulary;
            this.tokenizer = tokenizer;
            this.here = here;
        }

        @Override
        public Optional<ModelShape> shape() {
            if (!here) {
                return Optional.empty();
            }
            List<List<LinearShape>> blocks = IntStream.range(0, 2)
                    .mapToObj(block -> List.of(
                            new LinearShape("blocks." + block + ".q", block, LinearRole.Q, 8, 8, false),
                            new LinearShape("blocks." + block + ".down", block, LinearRole.DOWN, 8, 24, false)))
                    .toList();
            return Optional.of(new ModelShape("fake", vocabulary, 8, 2, 2, 4, 64, true, blocks));
        }

        @Override
        public Optional<Tokenizer> tokenizer() {
            return here ? Optional.of(new LetterTokenizer(tokenizer)) : Optional.empty();
        }

        @Override
        public double storedBits(LinearShape linear) {
            return 16;
        }

        @Override
        public Lease acquire(VariantRecipe recipe, String device, Progress progress) {
            beforeLease.accept(device);
            leasedOn.add(device);
            synchronized (FakeModels.this) {
                return acquire(recipe, progress);
            }
        }

        @Override
        public Lease acquire(VariantRecipe recipe, Progress progress) {
            String name = recipe.checkpoint()
                    .map(theirs -> "checkpoint " + theirs.name())
                    .orElseGet(() -> recipe.chain().isEmpty()
                            ? "base"
                            : recipe.chain().get(0).options());
            if (name.contains(broken)) {
                throw new ModelException("out of memory", null);
            }
            leases++;
            return new FakeLease(new ModelIdentity(weights + name, tokenizer, "plain", "fake 1"));
        }
    }

    /** Only answers, no model. */
    private final class FakeRecorded implements Model {
        private final RecordedAnswers answers;

        FakeRecorded(RecordedAnswers answers) {
            this.answers = answers;
        }

        @Override
        public Optional<ModelShape> shape() {
            return Optional.empty();
        }

        @Override
        public Optional<Tokenizer> tokenizer() {
            return Optional.empty();
        }

        @Override
        public double storedBits(LinearShape linear) {
            throw new IllegalStateException("no shape");
        }

        @Override
        public Lease acquire(VariantRecipe recipe, Progress progress) {
            if (recipe.checkpoint().isPresent()) {
                return open(recipe.checkpoint().get()).acquire(new VariantRecipe(List.of(), recipe.seed()), progress);
            }
            RecordedHandle handle = new RecordedHandle(answers, recipe.seed());
            return new Lease() {
                @Override
                public ModelHandle handle() {
                    return handle;
                }

                @Override
                public VariantFacts facts() {
                    return VariantFacts.elsewhere(Map.of());
                }

                @Override
                public void close() {
                    handle.close();
                }
            };
        }
    }

    private record LetterTokenizer(String identity) implements Tokenizer {
        @Override
        public List<Integer> encode(String text) {
            return text.chars().boxed().toList();
        }

        @Override
        public List<Integer> start() {
            return List.of();
        }

        @Override
        public String decode(List<Integer> ids) {
            StringBuilder text = new StringBuilder();
            ids.forEach(text::appendCodePoint);
            return text.toString();
        }

        @Override
        public int contextLength() {
            return 64;
        }
    }

    private final class FakeLease implements Lease, ModelHandle {
        private final ModelIdentity identity;
        private final List<Runnable> waiting = new ArrayList<>();

        FakeLease(ModelIdentity identity) {
            this.identity = identity;
        }

        @Override
        public ModelHandle handle() {
            return this;
        }

        @Override
        public VariantFacts facts() {
            LayerReport report = new LayerReport("blocks.0.q", Map.of(), List.of("a <short> last group"));
            return new VariantFacts(identity.weights(), 4.25, 0.5, 1024, List.of(report), Map.of("engine", "fake"));
        }

        @Override
        public ModelIdentity identity() {
            return identity;
        }

        @Override
        public Set<Capability> capabilities() {
            return Set.of(Capability.GENERATE);
        }

        @Override
        public Optional<Tokenizer> tokenizer() {
            return Optional.of(new LetterTokenizer("letters"));
        }

        @Override
        public List<CompletableFuture<Response>> submit(List<SeededRequest> group) {
            boolean later = groups >= late;
            beforeGroup.accept(groups++);
            List<CompletableFuture<Response>> answers = answers(group);
            if (!later) {
                return answers;
            }
            List<CompletableFuture<Response>> promised = new ArrayList<>();
            for (CompletableFuture<Response> answer : answers) {
                CompletableFuture<Response> promise = new CompletableFuture<>();
                waiting.add(() -> promise.complete(answer.join()));
                promised.add(promise);
            }
            return promised;
        }

        private List<CompletableFuture<Response>> answers(List<SeededRequest> group) {
            questions += group.size();
            asked.add(List.copyOf(group));
            int batch = group.toString().hashCode(); // of the text: enums hash differently in each process
            List<CompletableFuture<Response>> answers = new ArrayList<>();
            for (SeededRequest question : group) {
                String text = question.request().toString();
                if (text.contains(failing)) {
                    answers.add(CompletableFuture.failedFuture(new ModelException("the template refuses it", null)));
                    continue;
                }
                if (text.contains(tooLong)) {
                    answers.add(CompletableFuture.failedFuture(new PromptTooLongException(70, 60)));
                    continue;
                }
                int draw = Math.floorMod((text + identity.weights() + batch).hashCode() * 31 >> 7, 10);
                String said = text.contains(mute)
                        ? "..."
                        : draw < 5 ? "yes" : draw < 9 ? "no " : "<script>alert('\u202e')</script>";
                answers.add(CompletableFuture.completedFuture(new Response(
                        List.of(new Completion(said + draw, Finish.STOP, OptionalDouble.of(-draw / 3.0), 2)),
                        5,
                        text.contains(tight) ? 2 : 0,
                        text.contains(shortOfMemory) ? List.of("memory was \"short\".") : List.of())));
            }
            return answers;
        }

        @Override
        public void close() {
            waiting.forEach(Runnable::run);
        }
    }
}
