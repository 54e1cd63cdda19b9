package org.comptrust.models.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.comptrust.models.checkpoint.StrictJson;

/** The {@code quantization_config} that readers of a format look for. */
final class QuantizationConfig {
    private final ExportFormat format;
    private final Survey survey;
    private final Map<String, String> origin;

    /** @param origin of the compressed weights, if known */
    QuantizationConfig(ExportFormat format, Survey survey, Map<String, String> origin) {
        this.format = format;
        this.survey = survey;
        this.origin = origin;
    }

    ObjectNode json() {
        return switch (format) {
            case DENSE -> throw new IllegalStateException("plain numbers need no configuration");
            case GPTQ, GPTQ_V2 -> gptq();
            case AWQ -> awq();
            case COMPRESSED_TENSORS, COMPRESSED_TENSORS_2026, COMPRESSED_TENSORS_0_14 -> compressedTensors();
        };
    }

    private ObjectNode gptq() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("bits", first().bits());
        json.put("group_size", survey.groupSize().orElseThrow());
        JsonNode dampening = option("dampening");
        if (dampening.isNumber()) {
            json.set("damp_percent", dampening);
        }
        json.put("desc_act", survey.quantized().values().stream().anyMatch(Survey.Quantized::ordered));
        json.put("static_groups", option("staticGroups").asBoolean(false));
        json.put("sym", survey.quantized().values().stream().allMatch(Survey.Quantized::symmetric));
        json.put("true_sequential", option("trueSequential").asBoolean(true));
        json.putNull("model_name_or_path");
        json.putNull("model_file_base_name");
        json.put("quant_method", "gptq");
        json.put("checkpoint_format", format == ExportFormat.GPTQ ? "gptq" : "gptq_v2");
        return json;
    }

    private ObjectNode awq() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("quant_method", "awq");
        json.put("bits", first().bits());
        json.put("group_size", survey.groupSize().orElseThrow());
        json.put("zero_point", true);
        json.put("version", "gemm");
        if (survey.plain().isEmpty()) {
            json.putNull("modules_to_not_convert");
        } else {
            survey.plain().forEach(json.putArray("modules_to_not_convert")::add);
        }
        return json;
    }

    private ObjectNode compressedTensors() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("quant_method", "compressed-tensors");
        json.put("format", "pack-quantized");
        json.put("quantization_status", "compressed");
        json.putNull("global_compression_ratio");
        json.putNull("kv_cache_scheme");
        ArrayNode ignore = json.putArray("ignore").add("lm_head");
        survey.plain().forEach(ignore::add);
        Map<ObjectNode, List<String>> alike = new LinkedHashMap<>();
        survey.quantized().forEach((name, one) -> alike.computeIfAbsent(weights(one), any -> new ArrayList<>())
                .add(name));
        ObjectNode groups = json.putObject("config_groups");
        alike.forEach((weights, names) -> {
            ObjectNode group = groups.putObject("group_" + groups.size());
            ArrayNode targets = group.putArray("targets");
            if (alike.size() == 1) {
                targets.add("Linear");
            } else {
                names.forEach(targets::add);
            }
            group.putNull("input_activations");
            group.putNull("output_activations");
            group.set("weights", weights);
        });
        return json;
    }

    private static ObjectNode weights(Survey.Quantized one) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("num_bits", one.bits());
        json.put("type", "int");
        json.put("symmetric", one.symmetric());
        if (one.groups() == 1) {
            json.put("strategy", "channel");
            json.putNull("group_size");
        } else {
            json.put("strategy", "group");
            json.put("group_size", one.groupSize());
        }
        if (one.ordered()) {
            json.put("actorder", "group");
        } else {
            json.putNull("actorder");
        }
        json.putNull("block_structure");
        json.put("dynamic", false);
        json.put("observer", "minmax");
        json.putObject("observer_kwargs");
        return json;
    }

    private Survey.Quantized first() {
        return survey.quantized().values().stream().findFirst().orElseThrow();
    }

    /** An option of the last method that has it; missing if none has. */
    private JsonNode option(String name) {
        JsonNode found = JsonNodeFactory.instance.missingNode();
        for (Map.Entry<String, String> entry : origin.entrySet()) {
            if (entry.getKey().endsWith(" options")) {
                JsonNode value = StrictJson.object(Path.of("provenance.json"), entry.getValue())
                        .path(name);
                found = value.isMissingNode() ? found : value;
            }
        }
        return found;
    }
}
