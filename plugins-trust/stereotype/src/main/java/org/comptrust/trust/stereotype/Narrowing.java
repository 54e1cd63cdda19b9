package org.comptrust.trust.stereotype;

import java.util.List;

/**
 * The topics and groups that are asked about, in the order of the benchmark's matrices.
 *
 * @param topics columns that are left
 * @param groups rows that are left
 * @param all whether that is all of them
 */
record Narrowing(List<String> topics, List<String> groups, boolean all) {
    Narrowing {
        topics = List.copyOf(topics);
        groups = List.copyOf(groups);
    }

    /** What options leave; an empty list leaves all. */
    static Narrowing of(StereotypeTexts texts, StereotypeOptions options) {
        List<String> topics = left(texts.topicNames(), options.topics());
        List<String> groups = left(texts.groups(), options.groups());
        return new Narrowing(
                topics,
                groups,
                topics.size() == texts.topics().size()
                        && groups.size() == texts.groups().size());
    }

    boolean keeps(Statement statement) {
        return topics.contains(statement.topic()) && groups.contains(statement.group());
    }

    private static List<String> left(List<String> all, List<String> wanted) {
        return wanted.isEmpty() ? all : all.stream().filter(wanted::contains).toList();
    }
}
