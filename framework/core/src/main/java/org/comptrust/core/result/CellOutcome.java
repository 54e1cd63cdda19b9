package org.comptrust.core.result;

/** A cell and what became of it. */
public record CellOutcome(CellId cell, CellResult result) {}
