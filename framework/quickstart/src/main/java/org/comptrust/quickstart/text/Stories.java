package org.comptrust.quickstart.text;

import java.util.List;

/** Short everyday stories, one line each. Names, animals and things come back later in a story, so that memory pays. */
public final class Stories {
    private static final List<String> NAMES = List.of(
            "Ada", "Ben", "Clara", "David", "Emma", "Finn", "Greta", "Hugo", "Ida", "Jonas", "Karla", "Leo", "Mina",
            "Nils", "Olga", "Paul", "Rosa", "Simon", "Tilda", "Victor");

    private static final List<String> TOWNS = List.of(
            "a small village",
            "a town by the sea",
            "a house on a hill",
            "a street with old trees",
            "a farm by the river",
            "the last house of the town");

    private static final List<String> WEATHER = List.of(
            "The sun was shining",
            "It was raining",
            "A cold wind was blowing",
            "Snow lay on the roofs",
            "It was a warm day",
            "Fog hung over the fields",
            "The sky was grey");

    private static final List<String> LOOKS = List.of(
            "red", "blue", "green", "yellow", "old", "new", "big", "small", "wooden", "broken", "heavy", "bright");

    private static final List<String> SPOTS = List.of(
            "under the bed",
            "behind the door",
            "on the roof",
            "in the tall grass",
            "beside the well",
            "in the old tree",
            "below the bridge",
            "between two stones");

    private final Draw draw;

    public Stories(Draw draw) {
        this.draw = draw;
    }

    /** A story for training: none that is held out. */
    public String forTraining() {
        return next(false);
    }

    /** A story for a test: only what is held out. Single sentences may also stand in training stories. */
    public String forTest() {
        return next(true);
    }

    private String next(boolean heldOut) {
        while (true) {
            String story = story();
            if (HeldOut.contains(story) == heldOut) {
                return story;
            }
        }
    }

    private String story() {
        String hero = draw.of(NAMES);
        String friend = draw.of(NAMES);
        while (friend.equals(hero)) {
            friend = draw.of(NAMES);
        }
        String animal = draw.of(Words.ANIMALS);
        String thing = draw.of(LOOKS) + " " + draw.of(Words.THINGS);
        return switch (draw.between(0, 3)) {
            case 0 -> lost(hero, friend, animal, thing);
            case 1 -> present(hero, friend, animal, thing);
            case 2 -> work(hero, friend, animal);
            default -> journey(hero, friend, animal, thing);
        };
    }

    private String lost(String hero, String friend, String animal, String thing) {
        String spot = draw.of(SPOTS);
        String finder = draw.chance(0.5) ? friend : "The " + animal;
        return hero + " lived in " + draw.of(TOWNS) + " with a " + animal + ". " + weather() + hero
                + draw.of(" wanted to play with the ", " looked for the ", " needed the ") + thing
                + ", but it was gone. "
                + draw.of("\"Where is my ", "\"Who has seen my ") + thing + "?\" asked " + hero + ". " + friend
                + draw.of(" came to help. ", " heard it and came at once. ", " did not know. ")
                + draw.of(
                        "They looked everywhere. ",
                        "They searched the whole house. ",
                        "They asked all the neighbours. ")
                + finder + " found the " + thing + " " + spot + ". " + hero
                + draw.of(" was happy again.", " laughed and thanked everyone.", " never lost it again.");
    }

    private String present(String hero, String friend, String animal, String thing) {
        String day = draw.of("birthday", "first day at school", "wedding", "last day of summer");
        return "It was the " + day + " of " + friend + ". " + hero + " wanted to bring a present. "
                + draw.of("First ", "In the morning ", "After lunch ") + hero + " went to the "
                + draw.of("market", "bakery", "smith", "shop on the corner") + ". There stood a " + thing + " for "
                + draw.of("two", "three", "five", "ten") + " coins. " + hero
                + draw.of(" had just enough money. ", " paid at once. ", " asked the price again and bought it. ")
                + "On the way home a " + animal + draw.of(" followed ", " barked at ", " ran ahead of ") + hero + ". "
                + draw.of("In the evening ", "At last ", "Before supper ") + friend + " opened the box and saw the "
                + thing
                + ". \"Thank you, " + hero + "!\" said " + friend + ".";
    }

    private String work(String hero, String friend, String animal) {
        String chore = draw.of(Words.CHORES);
        return weather() + hero + " had to " + chore + " "
                + draw.of(Words.TIMES).replace("last week", "before noon")
                + ". " + draw.of("The work was hard. ", "It took a long time. ", "Nobody wanted to help. ")
                + "Then " + friend + " came by with a " + animal + ". \"Why do you " + chore + " alone?\" asked "
                + friend
                + ". "
                + draw.of("\"We can do it together.\" ", "\"I will help you.\" ", "\"Two are faster than one.\" ")
                + "So " + hero + " and " + friend + " worked side by side, and the " + animal
                + draw.of(" slept in the sun. ", " watched them. ", " ate the grass. ") + "Then they "
                + draw.of("drank tea.", "ate bread and cheese.", "went swimming.", "sang a song.");
    }

    private String journey(String hero, String friend, String animal, String thing) {
        String place = draw.of("the mountain", "the lake", "the castle", "the island", "the forest", "the lighthouse");
        return hero + " and " + friend + " wanted to see " + place + ". They took a " + thing + " and a "
                + draw.of("bottle of water", "loaf of bread", "bag of apples", "warm blanket") + " along. " + weather()
                + draw.of("The way was long. ", "Soon they were tired. ", "They walked for three hours. ") + "Near "
                + place + " they met a " + animal + ". The " + animal
                + draw.of(
                        " showed them the way. ", " was hungry, so they fed it. ", " was lost, so they took it along. ")
                + "At " + place + " " + hero + draw.of(" lost", " dropped", " used", " forgot") + " the " + thing + ". "
                + draw.of(
                        "It was late when they came home.",
                        "They told everyone about " + place + ".",
                        friend + " wrote a letter about " + place + ".");
    }

    private String weather() {
        return draw.of(WEATHER) + draw.of(". ", " that day. ", " when the day began. ");
    }
}
