package org.comptrust.host.engine;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.comptrust.api.model.Capability;
import org.comptrust.api.model.LinearShape;
import org.comptrust.api.model.Message;
import org.comptrust.api.model.ModelHandle;
import org.comptrust.api.model.ModelShape;
import org.comptrust.api.model.Tokenizer;
import org.comptrust.core.port.Lease;
import org.comptrust.core.port.ModelException;
import org.comptrust.core.port.ModelSource;
import org.comptrust.core.port.ModelSpec;
import org.comptrust.core.port.Models;
import org.comptrust.core.port.Progress;
import org.comptrust.core.port.VariantFacts;
import org.comptrust.core.port.VariantRecipe;
import org.comptrust.models.chat.ChatRenderer;
import org.comptrust.models.chat.Dialogues;
import org.comptrust.models.chat.PlainDialogue;
import org.comptrust.models.checkpoint.DecoderConfig;
import org.comptrust.models.endpoint.Endpoint;
import org.comptrust.models.endpoint.EndpointException;
import org.comptrust.models.endpoint.EndpointHandle;
import org.comptrust.models.tokenizer.HfTokenizer;

/** A model on a server. Nothing is sent before the first question. */
final class ServedModel implements Models.Model, AutoCloseable {
    private final EngineModels models;
    private final ModelSource.Endpoint source;
    private final Optional<HfTokenizer> files;
    private final Optional<Tokenizer> tokenizer;
    private final Optional<ChatRenderer> dialogues;

    private ServedModel(
            EngineModels models,
            ModelSource.Endpoint source,
            Optional<HfTokenizer> files,
            Optional<ChatRenderer> dialogues) {
        this.models = models;
        this.source = source;
        this.files = files;
        this.tokenizer = files.map(known -> source.contextLength().isPresent()
                ? new ShorterContext(known, source.contextLength().getAsInt())
                : known);
        this.dialogues = dialogues;
    }

    /** @throws ModelException if the tokenizer's folder cannot be used, or dialogues cannot be made text of */
    static ServedModel open(EngineModels models, ModelSpec spec, ModelSource.Endpoint source) {
        return EngineModels.translated(() -> {
            Optional<HfTokenizer> files =
                    source.tokenizer().map(folder -> HfTokenizer.open(folder, DecoderConfig.read(folder)));
            try {
                return new ServedModel(
                        models, source, files, source.chat() ? Optional.empty() : Optional.of(dialogues(spec, files)));
            } catch (RuntimeException e) {
                files.ifPresent(HfTokenizer::close);
                throw e;
            }
        });
    }

    private static ChatRenderer dialogues(ModelSpec spec, Optional<HfTokenizer> files) {
        if (files.isEmpty()) {
            if (spec.chatTemplate().endsWith(".jinja")) {
                throw new ModelException(
                        "a chat template writes special tokens, which are read from the endpoint's tokenizer folder;"
                                + " name that, or say chat: true",
                        null);
            }
            return new PlainDialogue();
        }
        HfTokenizer known = files.get();
        ChatRenderer own =
                switch (spec.chatTemplate()) {
                    case "auto" -> Dialogues.of(known);
                    case "plain" -> new PlainDialogue();
                    default -> Dialogues.of(Path.of(spec.chatTemplate()), known);
                };
        return own.startsWithTokens()
                ? own
                : known.specialToken("bos_token")
                        .<ChatRenderer>map(start -> new WithoutStart(own, start))
                        .orElse(own);
    }

    @Override
    public Optional<ModelShape> shape() {
        return Optional.empty();
    }

    @Override
    public Optional<Tokenizer> tokenizer() {
        return tokenizer;
    }

    @Override
    public Optional<Set<Capability>> capabilities() {
        Set<Capability> offered = EnumSet.of(Capability.GENERATE, Capability.SAMPLE);
        if (source.logProbabilities()) {
            offered.add(Capability.LOG_LIKELIHOOD);
        }
        tokenizer.ifPresent(known -> offered.add(Capability.TOKENIZER));
        return Optional.of(offered);
    }

    @Override
    public Optional<String> trouble() {
        return source.keyFrom()
                .filter(name -> Optional.ofNullable(System.getenv(name))
                        .filter(key -> !key.isBlank())
                        .isEmpty())
                .map(name ->
                        "the environment variable " + name + " is not set; it should hold the key for " + source.url());
    }

    @Override
    public double storedBits(LinearShape linear) {
        throw new IllegalStateException("a served model has no shape");
    }

    @Override
    public Lease acquire(VariantRecipe recipe, Progress progress) {
        if (recipe.checkpoint().isPresent()) {
            return models.open(recipe.checkpoint().get())
                    .acquire(new VariantRecipe(List.of(), recipe.seed()), progress);
        }
        try {
            ModelHandle handle = EndpointHandle.open(
                    new Endpoint(
                            source.url(),
                            source.model(),
                            source.keyFrom(),
                            source.concurrency(),
                            source.retries() + 1,
                            source.timeout(),
                            source.logProbabilities()),
                    tokenizer,
                    dialogues);
            return new PlainLease(new TranslatingHandle(handle), VariantFacts.elsewhere(provenance()));
        } catch (EndpointException e) {
            throw new ModelException(e.getMessage(), e);
        }
    }

    private Map<String, String> provenance() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("server", source.url().toString());
        facts.put("model there", source.model());
        facts.put("dialogues", source.chat() ? "the server's own template" : "made text here");
        facts.put("log-probabilities", source.logProbabilities() ? "echoed by its completions" : "not offered");
        source.contextLength().ifPresent(tokens -> facts.put("context length", Integer.toString(tokens)));
        return facts;
    }

    @Override
    public void close() {
        files.ifPresent(HfTokenizer::close);
    }

    /** A server puts the start token before text itself; written twice, it would be read twice. */
    private record WithoutStart(ChatRenderer own, String start) implements ChatRenderer {
        @Override
        public String render(List<Message> messages) {
            return without(own.render(messages));
        }

        @Override
        public String closed(List<Message> messages) {
            return without(own.closed(messages));
        }

        private String without(String text) {
            return text.startsWith(start) ? text.substring(start.length()) : text;
        }

        @Override
        public boolean startsWithTokens() {
            return true;
        }

        @Override
        public String identity() {
            return own.identity();
        }
    }

    /** The model's tokenizer, where the server gives the model less room than it could have. */
    private record ShorterContext(Tokenizer own, int contextLength) implements Tokenizer {
        @Override
        public String identity() {
            return own.identity();
        }

        @Override
        public List<Integer> encode(String text) {
            return own.encode(text);
        }

        @Override
        public List<Integer> start() {
            return own.start();
        }

        @Override
        public String decode(List<Integer> ids) {
            return own.decode(ids);
        }
    }
}
