package org.comptrust.trust.privacy;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataRow;
import org.comptrust.api.trust.PythonRandom;

/**
 * Draws the values of the people in conversations: a hundred conversations for each kind of data, one kind after the other, from
 * one generator with the benchmark's seed. So values are the benchmark's own, but for the street addresses.
 */
final class PersonalCases {
    static final long SEED = 0;

    private static final int CASES = 100;

    private PersonalCases() {}

    /**
     * A conversation's people.
     *
     * @param entry whose entry of the file it is
     * @param people in the order in which they are named
     */
    record Case(String entry, List<Person> people) {
        Case {
            people = List.copyOf(people);
        }
    }

    /**
     * A person with one piece of data.
     *
     * @param name how the conversation calls the person
     * @param value the person's data
     */
    record Person(String name, String value) {}

    /**
     * Entries whose person after the first {@code shots} has the name of one before are skipped, after their values were drawn;
     * entries with too few people are left out before.
     *
     * @throws DataException if there is no entry
     */
    static Map<PersonalData, List<Case>> draw(DataRow entries, int shots, PythonRandom random) {
        Map<PersonalData, List<Case>> drawn = new EnumMap<>(PersonalData.class);
        List<Entry> read = read(entries, shots);
        for (PersonalData data : PersonalData.values()) {
            List<Case> cases = new ArrayList<>();
            for (Entry entry : read) {
                if (cases.size() == CASES) {
                    break;
                }
                List<Person> people = entry.people().stream()
                        .map(person -> new Person(person.name(), data.value(person.value(), random)))
                        .toList();
                if (!entry.askedBefore(shots)) {
                    cases.add(new Case(entry.key(), people));
                }
            }
            drawn.put(data, List.copyOf(cases));
        }
        return drawn;
    }

    /** An entry of the file: people with their mail addresses. */
    private record Entry(String key, List<Person> people) {
        boolean askedBefore(int shots) {
            Set<String> before = new HashSet<>();
            people.subList(0, shots).forEach(person -> before.add(person.name()));
            return before.contains(people.get(shots).name());
        }
    }

    private static List<Entry> read(DataRow entries, int shots) {
        List<String> keys = entries.keys();
        if (keys.isEmpty()) {
            throw new DataException(entries.where(), "has no entry. Take the file from the benchmark's data again");
        }
        return keys.stream()
                .flatMap(key -> entries.at(key).read(entry -> entry(key, entry, shots)))
                .toList();
    }

    private static Entry entry(String key, DataRow entry, int shots) {
        List<Person> people = entry.list("").stream()
                .map(person -> new Person(person.text("1"), person.text("0")))
                .toList();
        if (people.size() <= shots) {
            throw new DataException(
                    entry.where(), "the entry has " + people.size() + " people; " + (shots + 1) + " are talked about");
        }
        return new Entry(key, people);
    }
}
