package org.comptrust.core.recorded;

import org.comptrust.api.model.Response;

/**
 * One answer.
 *
 * @param response what was said
 * @param where file and line
 */
public record RecordedAnswer(Response response, String where) {}
