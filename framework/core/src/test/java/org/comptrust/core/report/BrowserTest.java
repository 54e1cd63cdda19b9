package org.comptrust.core.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.comptrust.core.PublishedResults;
import org.comptrust.core.fake.Experiment;
import org.comptrust.core.fake.FakeModels;
import org.comptrust.core.published.RefusalUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looks at the report in a browser, where the machine has one; the pictures stay in {@code target/report-screenshots}. */
@Tag("browser")
class BrowserTest {
    private static final String SPEC = Experiment.spec("""
            methods:
              round: { use: rounding, with: { bits: [2, 3, 4, 8] } }
              a-rather-long-name-of-a-method-that-somebody-chose: { use: rounding, with: { bits: 4, grid: asymmetric } }
            dimensions:
              quiz: { use: quiz, items: 70 }
              another-dimension-with-a-name-that-does-not-end-soon: { use: quiz, items: 20 }
              talk: { use: interview }
              bad: { use: broken }
            """);

    private static final Path SHOTS = Path.of("target", "report-screenshots");

    private final Optional<Path> browser = Stream.of("chromium", "chromium-browser", "google-chrome")
            .flatMap(name -> Stream.of(System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator))
                    .map(folder -> Path.of(folder, name)))
            .filter(Files::isExecutable)
            .findFirst();

    @TempDir
    private Path folder;

    private String page = "";

    @BeforeEach
    void report() throws IOException {
        assumeTrue(browser.isPresent(), "no browser on the path");
        Files.createDirectories(SHOTS);
        page = Files.readString(
                Experiment.write(folder, SPEC).run(new FakeModels()).report().orElseThrow());
    }

    @Test
    void thePageIsAsWideAsAPhoneOrADesktopAndNoWider() throws Exception {
        for (int width : new int[] {390, 1280}) {
            assertEquals("width " + width + " of " + width, measured(page, width));
            assertEquals("width " + width + " of " + width, measured(opened(), width), "all unfolded");
        }
    }

    @Test
    void aTableOfPublishedScoresIsAsWideAsTheScreenToo() throws Exception {
        StringBuilder table = new StringBuilder(
                "base_model,method,bits_or_sparsity,seed,toxicity,refusal_toxicity,stereotype,"
                        + "adversarial_robustness,ood_robustness,adversarial_demonstrations,privacy,machine_ethics,fairness,mmlu\n");
        String figures = ",50,0.5,50,50,50,50,50,50,50,50\n";
        table.append("a model with a rather long name that somebody chose,dense,16,")
                .append(figures);
        for (int seed = 0; seed < 46; seed++) {
            table.append("a model with a rather long name that somebody chose,sparsegpt,0.5 2:4,")
                    .append(seed)
                    .append(figures.replace("0.5", "0." + seed % 10));
        }
        Path csv = Files.writeString(folder.resolve("table.csv"), table);
        PublishedResults results = PublishedResults.imported(
                csv,
                folder.resolve("published"),
                new PublishedResults.Settings("published", "table.csv", RefusalUnit.STUDY, List.of(), 2));
        String published = Files.readString(results.report());

        for (int width : new int[] {390, 1280}) {
            assertEquals(
                    "width " + width + " of " + width,
                    measured(published.replace("<details", "<details open=\"\""), width));
            shot("published-" + width, published, width);
        }
    }

    @Test
    void aPageThatIsTooWideWouldBeFound() throws Exception {
        String wide = page.replace("<main>", "<main><div style=\"width:700px\">wide</div>");

        assertTrue(!measured(wide, 390).endsWith("390 of 390"), "the measure of the other test works");
    }

    @Test
    void thePageHasColoursAndTextInBothThemes() throws Exception {
        String dark = page.replace("(prefers-color-scheme: dark)", "all");
        for (String[] shot : new String[][] {{"light", page}, {"dark", dark}, {"opened", flips()}}) {
            for (int width : new int[] {390, 1280}) {
                BufferedImage picture = shot(shot[0] + "-" + width, shot[1], width);
                Set<Integer> colours = new HashSet<>();
                for (int x = 0; x < picture.getWidth(); x += 3) {
                    for (int y = 0; y < picture.getHeight(); y += 3) {
                        colours.add(picture.getRGB(x, y));
                    }
                }
                assertTrue(colours.size() > 30, shot[0] + " has " + colours.size() + " colours");
            }
        }
    }

    private String opened() {
        return page.replace("<details>", "<details open=\"\">");
    }

    /** The ledger alone, unfolded. */
    private String flips() {
        return opened().replaceFirst("(?s)<main>.*?<h2>Flips of", "<main><h2>Flips of");
    }

    /** The page's width within a frame, as its own layout has it; a script of the frame's page reads it. */
    private String measured(String html, int width) throws Exception {
        Path frame = framed("measured", html, width, """
                <script>
                  onload = () => {
                    const page = document.querySelector('iframe').contentDocument.documentElement;
                    document.title = 'width ' + page.scrollWidth + ' of ' + page.clientWidth;
                  };
                </script>
                """);
        String dom = chromium(frame, "--allow-file-access-from-files", "--virtual-time-budget=3000", "--dump-dom");
        int title = dom.indexOf("<title>");
        return dom.substring(title + 7, dom.indexOf("</title>", title));
    }

    private BufferedImage shot(String name, String html, int width) throws Exception {
        Path picture = SHOTS.resolve(name + ".png").toAbsolutePath();
        chromium(framed(name, html, width, ""), "--window-size=" + (width + 40) + ",3000", "--screenshot=" + picture);
        return ImageIO.read(picture.toFile());
    }

    private Path framed(String name, String html, int width, String script) throws IOException {
        Files.writeString(folder.resolve(name + "-page.html"), html);
        return Files.writeString(
                folder.resolve(name + "-frame.html"),
                "<!DOCTYPE html><title></title><body style=\"margin:0\"><iframe src=\"" + name
                        + "-page.html\" style=\"border:0;width:" + width + "px;height:3000px\"></iframe>" + script);
    }

    private String chromium(Path file, String... arguments) throws Exception {
        Path out = Files.createTempFile(folder, "browser", ".txt");
        List<String> command = Stream.concat(
                        Stream.of(
                                browser.orElseThrow().toString(),
                                "--headless",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-background-networking",
                                "--hide-scrollbars",
                                "--user-data-dir=" + folder.resolve("profile")),
                        Stream.concat(
                                Stream.of(arguments), Stream.of(file.toUri().toString())))
                .toList();
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(90, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("the browser did not end: " + command);
        }
        return Files.readString(out);
    }
}
