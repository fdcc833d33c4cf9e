package dev.lifeboat.runbook;

import java.util.List;

/**
 * Who is called.
 *
 * @param escalation names of contacts, first to last
 */
public record People(List<Contact> contacts, List<String> escalation) {
    /** Nobody named. */
    public static final People NONE = new People(List.of(), List.of());

    public People {
        contacts = contacts == null ? List.of() : List.copyOf(contacts);
        escalation = escalation == null ? List.of() : List.copyOf(escalation);
        for (String name : escalation) {
            if (contacts.stream().noneMatch(contact -> contact.name().equals(name))) {
                throw new IllegalArgumentException("people.escalation: \"" + name + "\" is not one of the contacts");
            }
        }
    }
}
