package org.comptrust.core.journal;

/**
 * An item that the model cannot read: a prompt of it is too long, even without demonstrations.
 *
 * @param ordinal its position among the items of its cell, from 0
 * @param scenario id of its scenario
 * @param item its id
 * @param tooLong how long it is
 */
public record UnanswerableItem(int ordinal, String scenario, String item, Reply.TooLong tooLong) {}
