package org.comptrust.trust.support;

import java.util.List;
import java.util.OptionalDouble;
import org.comptrust.api.model.Completion;
import org.comptrust.api.model.Finish;
import org.comptrust.api.model.Response;
import org.comptrust.api.trust.CardCase;
import org.comptrust.api.trust.Item;
import org.comptrust.api.trust.Transcript;

/** Cases of scorer cards. */
public final class Cards {
    private Cards() {}

    /** An answer to an item's first question, and what a person reads in it. */
    public static CardCase of(String scenario, Item item, String answer, String label) {
        Completion completion = new Completion(answer, Finish.STOP, OptionalDouble.empty(), 0);
        Response response = new Response(List.of(completion), 0, 0);
        return new CardCase(scenario, item, new Transcript(List.of(item.first()), List.of(response)), label);
    }
}
