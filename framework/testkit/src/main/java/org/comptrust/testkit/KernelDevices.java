package org.comptrust.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds in a kernel's text what would fail on a GPU alone. A tensor that is made without saying where is made on the processor, and
 * the first operator that takes it together with an input of the kernel fails there. So what makes a tensor from nothing must say on
 * which {@code device}, and no text names one: a kernel works where its inputs are. Operators of the processor's own library must be
 * guarded by asking whether the weight has its layout.
 */
public final class KernelDevices {
    /** What makes a tensor from nothing. A file is mapped where files are, and sent on. */
    private static final Pattern MAKES = Pattern.compile(
            "\\btorch\\.(?:arange|empty|empty_strided|eye|full|hann_window|linspace|logspace"
                    + "|normal|ones|rand|randint|randn|randperm|scalar_tensor|tensor|tril_indices|triu_indices|zeros)\\(");

    private static final Pattern NAMES = Pattern.compile("torch\\.device\\(\"[^\"]*\"\\)");

    private KernelDevices() {}

    /**
     * Calls that make tensors without saying where, and devices that are named; each with its line, counted from 1.
     *
     * @param methods a kernel's text
     */
    public static List<String> homeless(String methods) {
        List<String> found = new ArrayList<>();
        List<String> lines = methods.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String code = lines.get(i).replaceFirst("#.*", "");
            Matcher makes = MAKES.matcher(code);
            while (makes.find()) {
                String call = call(code, makes.start(), makes.end());
                if (!call.contains("device=")) {
                    found.add("line " + (i + 1) + ": " + call + " does not say device=ops.prim.device(x)");
                }
            }
            Matcher names = NAMES.matcher(code);
            while (names.find()) {
                found.add("line " + (i + 1) + ": " + names.group() + " is not where the inputs are");
            }
        }
        return found;
    }

    /** @param inside where the first argument begins */
    private static String call(String code, int start, int inside) {
        int open = 1;
        int at = inside;
        while (at < code.length() && open > 0) {
            char c = code.charAt(at++);
            open += c == '(' ? 1 : c == ')' ? -1 : 0;
        }
        return code.substring(start, at);
    }
}
