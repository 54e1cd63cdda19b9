package org.comptrust.quickstart.text;

import java.util.List;

/** Words that several generators share. */
final class Words {
    static final List<String> PEOPLE = List.of(
            "my neighbour",
            "my sister",
            "my brother",
            "my uncle",
            "my aunt",
            "my teacher",
            "my boss",
            "my friend",
            "my cousin",
            "my grandmother",
            "my classmate",
            "my roommate",
            "the baker",
            "the postman",
            "the nurse",
            "the gardener",
            "a stranger",
            "an old man",
            "a little girl",
            "a tourist",
            "the new boy",
            "the waiter");

    static final List<String> PLACES = List.of(
            "at the station",
            "in the park",
            "at school",
            "in the kitchen",
            "at the market",
            "on the bus",
            "in the library",
            "at the office",
            "by the river",
            "in the garden",
            "on the beach",
            "at the bakery");

    static final List<String> TIMES = List.of(
            "this morning",
            "yesterday",
            "last week",
            "on Monday",
            "on Friday",
            "after lunch",
            "before breakfast",
            "in the evening",
            "last night",
            "two days ago");

    static final List<String> THINGS = List.of(
            "umbrella",
            "bike",
            "lunch",
            "phone",
            "book",
            "hat",
            "coat",
            "guitar",
            "lamp",
            "ladder",
            "basket",
            "scarf",
            "ring",
            "ball",
            "kite",
            "notebook",
            "cup",
            "clock",
            "chair",
            "drum");

    static final List<String> ANIMALS =
            List.of("dog", "cat", "horse", "goat", "rabbit", "duck", "donkey", "parrot", "cow", "hamster");

    static final List<String> CHORES = List.of(
            "wash the dishes",
            "water the plants",
            "sweep the floor",
            "post the letter",
            "feed the cat",
            "paint the fence",
            "buy the bread",
            "carry the boxes",
            "clean the windows",
            "mend the gate");

    static final List<String> GOODS = List.of(
            "the bread",
            "the apples",
            "the tickets",
            "the flowers",
            "the soup",
            "the haircut",
            "the books",
            "the ride",
            "the cheese",
            "the repair");

    private Words() {}
}
