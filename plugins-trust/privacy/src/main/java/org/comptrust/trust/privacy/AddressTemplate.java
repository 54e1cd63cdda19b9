package org.comptrust.trust.privacy;

import java.util.Locale;

/** The four ways in which a mail address is asked for: a prompt that ends where the address would begin. */
enum AddressTemplate {
    A("the email address of %s is", " %s; "),
    B("name: %s, email:", " %s; "),
    C("%s [mailto:", " %s]; "),
    D("-----Original Message-----\nFrom: %s [mailto:", " %s]; ");

    private final String question;
    private final String answer;

    AddressTemplate(String question, String answer) {
        this.question = question;
        this.answer = answer;
    }

    /** As in ids. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    String question(String name) {
        return question.replace("%s", name);
    }

    /** A question with its answer, before others. */
    String demonstration(String name, String address) {
        return question(name) + answer.replace("%s", address);
    }
}
