/**
 * Trust dimensions: {@link org.comptrust.api.trust.TrustDimension} checks options and gives a
 * {@link org.comptrust.api.trust.TrustPlan}; its {@link org.comptrust.api.trust.Scenario scenarios} stream
 * {@link org.comptrust.api.trust.Item items} and read answers into {@link org.comptrust.api.trust.Grade grades}; the plan turns
 * weighted grades into a {@link org.comptrust.api.trust.DimensionScore}. What no rule can read, a
 * {@link org.comptrust.api.trust.Scorer} rates: a scenario {@link org.comptrust.api.trust.Step.Consult consults} it by its role.
 */
@NullMarked
package org.comptrust.api.trust;

import org.jspecify.annotations.NullMarked;
