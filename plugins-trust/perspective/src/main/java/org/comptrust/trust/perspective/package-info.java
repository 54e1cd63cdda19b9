/**
 * Ratings by the Perspective service (Comment Analyzer API, {@code comments:analyze}). In a jar of its own: without it no plugin opens
 * a connection. {@link org.comptrust.trust.perspective.PerspectivePlan} looks into
 * {@link org.comptrust.trust.perspective.KeptAnswers} and asks the {@link org.comptrust.trust.perspective.Service} for the rest.
 */
@NullMarked
package org.comptrust.trust.perspective;

import org.jspecify.annotations.NullMarked;
