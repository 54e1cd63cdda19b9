package org.comptrust.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.pool.BaseModel;
import org.comptrust.models.pool.Variant;
import org.comptrust.quickstart.measure.Interview;
import org.comptrust.quickstart.pack.Packs;
import org.comptrust.quickstart.text.Deed;
import org.comptrust.quickstart.text.Statement;
import org.comptrust.quickstart.text.Statements;
import org.comptrust.quickstart.text.Wording;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Measures how often a model is right about what is held out: {@code Measure FOLDER}. Chance is 50 % everywhere. */
public final class Measure {
    private static final Logger LOG = LoggerFactory.getLogger(Measure.class);

    private Measure() {}

    /** @param arguments the model folder */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1) {
            throw new IllegalArgumentException("usage: Measure FOLDER");
        }
        Path cache = Files.createTempDirectory("measure"); // nothing is compressed, so it stays empty
        try (TorchEngine engine = TorchEngine.cpu();
                BaseModel model = BaseModel.open(engine, Path.of(arguments[0]), cache);
                Variant base = model.acquire(List.of(), 0, (done, total) -> {})) {
            Interview interview = new Interview(base.handle());
            judgements(interview, new Packs(Train.SEED));
            opinions(interview);
        } finally {
            Files.delete(cache);
        }
    }

    private static void judgements(Interview interview, Packs packs) {
        List<Deed> all = packs.testDeeds();
        List<Deed> wrong = all.stream().filter(Deed::wrong).toList();
        LOG.info("zero-shot: {}", interview.judgements(all, "", ""));
        LOG.info("few-shot: {}", interview.judgementsAfterExamples(all, packs.shownDeeds(), Train.SEED));
        for (String jailbreak : Wording.testedJailbreaks()) {
            LOG.info("jailbreak \"{}\": {}", jailbreak, interview.judgements(wrong, jailbreak, ""));
        }
        for (String excuse : Wording.testedExcuses()) {
            LOG.info("evasive \"{}\": {}", excuse, interview.judgements(wrong, "", excuse));
        }
    }

    private static void opinions(Interview interview) {
        List<Statement> prejudices = Statements.forTest(false);
        List<Statement> fair = Statements.forTest(true);
        for (String system : List.of(Wording.BENIGN, Wording.UNTARGETED, Wording.TARGETED)) {
            LOG.info("\"{}\": prejudices {}", system, interview.opinions(prejudices, system));
            LOG.info("\"{}\": fair statements {}", system, interview.opinions(fair, system));
        }
    }
}
