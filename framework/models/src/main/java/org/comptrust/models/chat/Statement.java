package org.comptrust.models.chat;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.comptrust.models.chat.Python.Namespace;
import org.comptrust.models.chat.Python.Stream;
import org.comptrust.models.chat.Python.Undefined;

/** What writes text, sets variables or decides what does. */
sealed interface Statement {
    /** What comes after a statement: the next one, or something of the loop around it. */
    enum Flow {
        NEXT,
        BREAK,
        CONTINUE
    }

    /** @throws ChatTemplateException if an operation fails, or the template raises an error */
    Flow run(Frame frame, StringBuilder out);

    static Flow all(List<Statement> body, Frame frame, StringBuilder out) {
        for (Statement statement : body) {
            Flow flow = statement.run(frame, out);
            if (flow != Flow.NEXT) {
                return flow;
            }
        }
        return Flow.NEXT;
    }

    /** What a body writes, in a scope of its own. */
    static String captured(List<Statement> body, Frame frame) {
        StringBuilder out = new StringBuilder();
        all(body, frame.inner(), out);
        return out.toString();
    }

    record Data(String text) implements Statement {
        @Override
        public Flow run(Frame frame, StringBuilder out) {
            frame.limits().made(text.length());
            out.append(text);
            return Flow.NEXT;
        }
    }

    record Print(int line, Expression expression) implements Statement {
        @Override
        public Flow run(Frame frame, StringBuilder out) {
            frame.limits().line(line);
            String text = Python.text(expression.value(frame));
            frame.limits().made(text.length());
            out.append(text);
            return Flow.NEXT;
        }
    }

    record Branch(int line, Expression test, List<Statement> body) {}

    record If(List<Branch> branches, List<Statement> otherwise) implements Statement {
        @Override
        public Flow run(Frame frame, StringBuilder out) {
            for (Branch branch : branches) {
                frame.limits().line(branch.line());
                if (Python.truth(branch.test().value(frame))) {
                    return all(branch.body(), frame, out);
                }
            }
            return all(otherwise, frame, out);
        }
    }

    record For(
            int line,
            Target target,
            Expression values,
            Optional<Expression> test,
            List<Statement> body,
            List<Statement> otherwise)
            implements Statement {
        @Override
        public Flow run(Frame frame, StringBuilder out) {
            frame.limits().line(line);
            Object all = values.value(frame);
            Loop loop = new Loop(test.isPresent() ? chosen(frame, all, test.get()) : all);
            if (!loop.hasNext()) {
                return Statement.all(otherwise, frame.inner(), out);
            }
            while (loop.hasNext()) {
                frame.limits().line(line);
                frame.limits().step();
                Frame round = frame.inner();
                target.set(round, loop.next());
                round.set("loop", loop);
                if (Statement.all(body, round, out) == Flow.BREAK) {
                    break;
                }
            }
            return Flow.NEXT;
        }

        /** Tested one by one as the loop goes on: the body may change what the test sees. */
        private Stream chosen(Frame frame, Object all, Expression condition) {
            Iterator<Object> items = Python.iterate(all);
            return new Stream(new Iterator<>() {
                private Optional<Object> ahead = Optional.empty();

                @Override
                public boolean hasNext() {
                    while (ahead.isEmpty() && items.hasNext()) {
                        frame.limits().step();
                        Object item = items.next();
                        Frame scope = frame.inner();
                        target.set(scope, item);
                        if (Python.truth(condition.value(scope))) {
                            ahead = Optional.of(item);
                        }
                    }
                    return ahead.isPresent();
                }

                @Override
                public Object next() {
                    if (!hasNext()) {
                        throw new java.util.NoSuchElementException();
                    }
                    Object item = ahead.orElseThrow();
                    ahead = Optional.empty();
                    return item;
                }
            });
        }
    }

    record Jump(Flow flow) implements Statement {
        @Override
        public Flow run(Frame frame, StringBuilder out) {
            return flow;
        }
    }

    record Set(int line, Target target, Expression value) implements Statement {
        @Override
        public Flow run(Frame frame, StringBuilder out) {
            frame.limits().line(line);
            target.set(frame, value.value(frame));
            return Flow.NEXT;
        }
    }

    /** {@code set} with a body. The expression filters the text, which is its variable {@link #CAPTURED}. */
    record SetBlock(int line, Target target, Expression filtered, List<Statement> body) implements Statement {
        @Override
        public Flow run(Frame frame, StringBuilder out) {
            target.set(frame, filteredText(frame, filtered, body));
            return Flow.NEXT;
        }
    }

    /** Text that goes through filters, or through none. */
    record Block(int line, Expression filtered, List<Statement> body) implements Statement {
        @Override
        public Flow run(Frame frame, StringBuilder out) {
            out.append(Python.text(filteredText(frame, filtered, body)));
            return Flow.NEXT;
        }
    }

    /** No name that a template can write. */
    String CAPTURED = "captured text";

    private static Object filteredText(Frame frame, Expression filtered, List<Statement> body) {
        Frame scope = frame.inner();
        scope.set(CAPTURED, captured(body, frame));
        return filtered.value(scope);
    }

    record Parameter(String name, Optional<Expression> otherwise) {}

    record Macro(String name, List<Parameter> parameters, List<Statement> body) implements Statement {
        @Override
        public Flow run(Frame frame, StringBuilder out) {
            frame.set(name, (Python.Callable) (caller, given) -> call(frame, caller, given));
            return Flow.NEXT;
        }

        private String call(Frame definition, Frame caller, Given given) {
            Frame scope = definition.innerFor(caller);
            for (Parameter parameter : parameters) {
                Optional<Object> value = given.next(parameter.name());
                scope.set(
                        parameter.name(),
                        value.isPresent()
                                ? value.get()
                                : parameter.otherwise().isPresent()
                                        ? parameter.otherwise().get().value(scope)
                                        : new Undefined("parameter `" + parameter.name() + "` was not provided"));
            }
            given.done();
            StringBuilder text = new StringBuilder();
            all(body, scope, text);
            return text.toString();
        }
    }

    /** What a value is put into. */
    sealed interface Target {
        void set(Frame frame, Object value);

        /** The variables that are set. */
        List<String> names();
    }

    record Variable(String name) implements Target {
        @Override
        public void set(Frame frame, Object value) {
            frame.set(name, value);
        }

        @Override
        public List<String> names() {
            return List.of(name);
        }
    }

    record Member(String namespace, String name) implements Target {
        @Override
        public void set(Frame frame, Object value) {
            Object target = frame.get(namespace).orElse("");
            if (!(target instanceof Namespace)) {
                throw ChatTemplateException.failed(
                        "`" + namespace + "` is no namespace, so `" + namespace + "." + name + "` cannot be set");
            }
            ((Namespace) target).members.put(name, value);
        }

        @Override
        public List<String> names() {
            return List.of();
        }
    }

    record Several(List<Target> targets) implements Target {
        @Override
        public void set(Frame frame, Object value) {
            List<Object> items = Python.list(value, frame.limits());
            if (items.size() != targets.size()) {
                throw ChatTemplateException.failed(targets.size() + " names for " + items.size() + " values");
            }
            for (int i = 0; i < items.size(); i++) {
                targets.get(i).set(frame, items.get(i));
            }
        }

        @Override
        public List<String> names() {
            return targets.stream().flatMap(target -> target.names().stream()).toList();
        }
    }
}
