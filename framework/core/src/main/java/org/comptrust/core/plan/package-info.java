/**
 * From a spec to what will run: {@link org.comptrust.core.plan.Planner} gives an
 * {@link org.comptrust.core.plan.ExperimentPlan} of models, their variants and the dimensions with their selected items.
 */
@NullMarked
package org.comptrust.core.plan;

import org.jspecify.annotations.NullMarked;
