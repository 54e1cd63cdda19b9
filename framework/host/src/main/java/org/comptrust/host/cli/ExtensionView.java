package org.comptrust.host.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.comptrust.core.failure.PluginBorder;
import org.comptrust.core.option.OptionInfo;
import org.comptrust.core.port.Extension;
import org.comptrust.core.port.Origin;
import org.comptrust.host.text.TextTable;

/**
 * A method, dimension or scorer with its options, for people and for programs.
 *
 * @param kind {@code method}, {@code dimension} or {@code scorer}
 * @param id as experiment files name it
 * @param plugin id of the plugin that offers it
 * @param options in the record's order
 */
record ExtensionView(String kind, String id, String plugin, List<OptionInfo> options) {
    /** @throws org.comptrust.core.port.PluginException if the plugin's options record is faulty */
    static ExtensionView of(String kind, Extension<?> extension, Supplier<? extends Class<? extends Record>> record) {
        Origin origin = extension.origin();
        return new ExtensionView(
                kind,
                extension.id(),
                origin.plugin(),
                PluginBorder.call(origin, "options", () -> OptionInfo.of(record.get())));
    }

    String text() {
        String title = kind + " " + id;
        if (options.isEmpty()) {
            return title + ": no options";
        }
        TextTable table = new TextTable("option", "type", "default", "range", "what it is");
        for (OptionInfo option : options) {
            String type = option.list()
                    ? "list of: " + option.kind().words()
                    : option.kind().words();
            String absent = option.absent().orElse(option.required() ? "required" : "none");
            table.row(option.name(), type, absent, option.range(), option.help());
        }
        return title + "\n" + table.toString().indent(2).stripTrailing();
    }

    Map<String, Object> json() {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("kind", kind);
        one.put("id", id);
        one.put("plugin", plugin);
        one.put("options", options.stream().map(ExtensionView::json).toList());
        return one;
    }

    private static Map<String, Object> json(OptionInfo option) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("name", option.name());
        one.put("type", option.kind().words());
        one.put("list", option.list());
        one.put("required", option.required());
        option.absent().ifPresent(text -> one.put("default", text));
        if (Double.isFinite(option.min())) {
            one.put("min", option.min());
        }
        if (Double.isFinite(option.max())) {
            one.put("max", option.max());
        }
        if (!option.allowed().isEmpty()) {
            one.put("allowed", option.allowed());
        }
        one.put("help", option.help());
        one.put("changesResult", option.changesResult());
        return one;
    }
}
