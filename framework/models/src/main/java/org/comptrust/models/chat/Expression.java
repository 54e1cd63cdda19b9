package org.comptrust.models.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.comptrust.models.chat.Python.None;
import org.comptrust.models.chat.Python.Slice;
import org.comptrust.models.chat.Python.Tuple;
import org.comptrust.models.chat.Python.Undefined;

/** What has a value. */
sealed interface Expression {
    /** @throws ChatTemplateException if an operation fails */
    Object value(Frame frame);

    record Constant(Object constant) implements Expression {
        @Override
        public Object value(Frame frame) {
            return constant;
        }
    }

    record Name(String name) implements Expression {
        @Override
        public Object value(Frame frame) {
            frame.limits().step();
            return frame.get(name).orElseGet(() -> new Undefined("`" + name + "` is undefined"));
        }
    }

    record ListOf(List<Expression> items, boolean tuple) implements Expression {
        @Override
        public Object value(Frame frame) {
            List<Object> values = new ArrayList<>();
            items.forEach(item -> values.add(item.value(frame)));
            return tuple ? new Tuple(values) : values;
        }
    }

    record MapOf(Map<String, Expression> members) implements Expression {
        @Override
        public Object value(Frame frame) {
            Map<String, Object> values = new LinkedHashMap<>();
            members.forEach((key, member) -> values.put(key, member.value(frame)));
            return values;
        }
    }

    record Conditional(Expression test, Expression then, Optional<Expression> otherwise) implements Expression {
        @Override
        public Object value(Frame frame) {
            if (Python.truth(test.value(frame))) {
                return then.value(frame);
            }
            return otherwise.isPresent()
                    ? otherwise.get().value(frame)
                    : new Undefined("an `if` without `else` gave nothing");
        }
    }

    /** Gives one of its operands, as in Python. */
    record Logical(boolean and, Expression left, Expression right) implements Expression {
        @Override
        public Object value(Frame frame) {
            Object first = left.value(frame);
            return Python.truth(first) == and ? right.value(frame) : first;
        }
    }

    record Not(Expression operand) implements Expression {
        @Override
        public Object value(Frame frame) {
            return !Python.truth(operand.value(frame));
        }
    }

    /** One link of a chain such as {@code a < b <= c}. */
    record Link(String operator, Expression operand) {}

    record Compare(Expression first, List<Link> links) implements Expression {
        @Override
        public Object value(Frame frame) {
            Object left = first.value(frame);
            for (Link link : links) {
                Object right = link.operand().value(frame);
                if (!holds(link.operator(), left, right, frame.limits())) {
                    return false;
                }
                left = right;
            }
            return true;
        }

        static boolean holds(String operator, Object left, Object right, Limits limits) {
            return switch (operator) {
                case "==" -> Python.equal(left, right);
                case "!=" -> !Python.equal(left, right);
                case "in" -> Python.contains(right, left, limits);
                case "not in" -> !Python.contains(right, left, limits);
                case "<" -> Python.compare(operator, left, right) < 0;
                case "<=" -> Python.compare(operator, left, right) <= 0;
                case ">" -> Python.compare(operator, left, right) > 0;
                default -> Python.compare(operator, left, right) >= 0;
            };
        }
    }

    record Arithmetic(String operator, Expression left, Expression right) implements Expression {
        @Override
        public Object value(Frame frame) {
            frame.limits().step();
            Object first = left.value(frame);
            return Python.arithmetic(operator, first, right.value(frame), frame.limits());
        }
    }

    record Concat(List<Expression> parts) implements Expression {
        @Override
        public Object value(Frame frame) {
            StringBuilder text = new StringBuilder();
            parts.forEach(part -> text.append(Python.text(part.value(frame))));
            frame.limits().made(text.length());
            return text.toString();
        }
    }

    record Negative(Expression operand) implements Expression {
        @Override
        public Object value(Frame frame) {
            Object value = operand.value(frame);
            return value instanceof Double number ? -number : Python.arithmetic("-", 0L, value, frame.limits());
        }
    }

    record Attribute(Expression target, String name) implements Expression {
        @Override
        public Object value(Frame frame) {
            frame.limits().step();
            return Attributes.attribute(target.value(frame), name);
        }
    }

    record Subscript(Expression target, Expression key) implements Expression {
        @Override
        public Object value(Frame frame) {
            frame.limits().step();
            Object value = target.value(frame);
            return Attributes.item(value, key.value(frame), frame.limits());
        }
    }

    record SliceOf(Optional<Expression> start, Optional<Expression> stop, Optional<Expression> step)
            implements Expression {
        @Override
        public Object value(Frame frame) {
            return new Slice(bound(start, frame), bound(stop, frame), bound(step, frame));
        }

        private static Object bound(Optional<Expression> bound, Frame frame) {
            return bound.isPresent() ? bound.get().value(frame) : None.NONE;
        }
    }

    /** What stands between the parentheses of a call. */
    record Arguments(List<Expression> places, Map<String, Expression> names) {
        static final Arguments NONE = new Arguments(List.of(), Map.of());

        Given given(String callee, Frame frame) {
            List<Object> values = new ArrayList<>();
            places.forEach(place -> values.add(place.value(frame)));
            Map<String, Object> named = new LinkedHashMap<>();
            names.forEach((name, argument) -> named.put(name, argument.value(frame)));
            return new Given(callee, values, named);
        }
    }

    record Call(Expression target, String callee, Arguments arguments) implements Expression {
        @Override
        public Object value(Frame frame) {
            frame.limits().step();
            Object value = target.value(frame);
            Given given = arguments.given(callee, frame);
            if (value instanceof Python.Callable callable) {
                return callable.call(frame, given);
            } else if (value instanceof Undefined undefined) {
                throw undefined.failure();
            }
            throw ChatTemplateException.failed(Python.type(value) + " cannot be called");
        }
    }

    record Filtered(Expression operand, String filter, Arguments arguments) implements Expression {
        @Override
        public Object value(Frame frame) {
            frame.limits().step();
            Object value = operand.value(frame);
            return Filters.apply(frame, filter, value, arguments.given("filter `" + filter + "`", frame));
        }
    }

    record Tested(Expression operand, String test, Arguments arguments) implements Expression {
        @Override
        public Object value(Frame frame) {
            frame.limits().step();
            Object value = operand.value(frame);
            return Tests.holds(frame, test, value, arguments.given("test `" + test + "`", frame));
        }
    }

    /** A value that was already computed, for a filter around a block. */
    record Captured(String text) implements Expression {
        @Override
        public Object value(Frame frame) {
            return text;
        }
    }
}
