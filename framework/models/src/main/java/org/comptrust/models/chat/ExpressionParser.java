package org.comptrust.models.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.comptrust.models.chat.Expression.Arguments;

/** Expressions from tokens; one method for each level of precedence, from weak to strong. */
final class ExpressionParser {
    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");
    private static final int DEEPEST = 100;

    private final Tokens tokens;
    private final Scopes scopes;
    private int depth;
    private int safes;

    ExpressionParser(Tokens tokens, Scopes scopes) {
        this.tokens = tokens;
        this.scopes = scopes;
    }

    /** What {@code {{ }}} prints. A {@code safe} at its end changes nothing, since nothing is escaped. */
    Expression printed() {
        Expression expression = tuple();
        while (expression instanceof Expression.Filtered filtered
                && filtered.filter().equals("safe")) {
            expression = filtered.operand();
            safes--;
        }
        requireNoSafe();
        return expression;
    }

    /** Anywhere else, what {@code safe} marks would be escaped when it meets other text. */
    void requireNoSafe() {
        if (safes > 0) {
            throw ChatTemplateException.unsupported("filter `safe` inside an expression");
        }
    }

    /** An expression, or several with commas between them. */
    Expression tuple() {
        return commas(false, true);
    }

    /** As {@link #tuple}, but {@code a if b} is not part of it. */
    Expression unconditional() {
        return commas(false, false);
    }

    private Expression commas(boolean emptyAllowed, boolean conditional) {
        List<Expression> items = new ArrayList<>();
        boolean several = false;
        while (!endsTuple()) {
            items.add(conditional ? conditional() : or());
            if (!tokens.skipOperator(",")) {
                break;
            }
            several = true;
        }
        if (items.isEmpty() && !emptyAllowed) {
            throw tokens.unexpected();
        }
        return several || items.isEmpty() ? new Expression.ListOf(items, true) : items.get(0);
    }

    private boolean endsTuple() {
        Token.Kind kind = tokens.current().kind();
        return kind == Token.Kind.PRINT_END
                || kind == Token.Kind.BLOCK_END
                || tokens.current().isOperator(")");
    }

    Expression expression() {
        return conditional();
    }

    private Expression conditional() {
        if (++depth > DEEPEST) {
            throw ChatTemplateException.refused("an expression nests deeper than " + DEEPEST + " levels");
        }
        Expression expression = or();
        while (tokens.skipName("if")) {
            Expression test = or();
            Optional<Expression> otherwise = tokens.skipName("else") ? Optional.of(conditional()) : Optional.empty();
            expression = new Expression.Conditional(test, expression, otherwise);
        }
        depth--;
        return expression;
    }

    private Expression or() {
        Expression left = and();
        while (tokens.skipName("or")) {
            left = new Expression.Logical(false, left, and());
        }
        return left;
    }

    private Expression and() {
        Expression left = not();
        while (tokens.skipName("and")) {
            left = new Expression.Logical(true, left, not());
        }
        return left;
    }

    private Expression not() {
        if (tokens.skipName("not")) {
            return new Expression.Not(deeper(this::not));
        }
        return comparison();
    }

    private Expression comparison() {
        Expression first = sum();
        List<Expression.Link> links = new ArrayList<>();
        while (true) {
            Token token = tokens.current();
            if (token.kind() == Token.Kind.OPERATOR && COMPARISONS.contains(token.text())) {
                tokens.take();
                links.add(new Expression.Link(token.text(), sum()));
            } else if (tokens.skipName("in")) {
                links.add(new Expression.Link("in", sum()));
            } else if (token.isName("not") && tokens.following().isName("in")) {
                tokens.take();
                tokens.take();
                links.add(new Expression.Link("not in", sum()));
            } else {
                return links.isEmpty() ? first : new Expression.Compare(first, links);
            }
        }
    }

    private Expression sum() {
        Expression left = concatenation();
        while (tokens.current().isOperator("+") || tokens.current().isOperator("-")) {
            left = new Expression.Arithmetic(tokens.take().text(), left, concatenation());
        }
        return left;
    }

    private Expression concatenation() {
        List<Expression> parts = new ArrayList<>(List.of(product()));
        while (tokens.skipOperator("~")) {
            parts.add(product());
        }
        return parts.size() == 1 ? parts.get(0) : new Expression.Concat(parts);
    }

    private Expression product() {
        Expression left = unary(true);
        while (tokens.current().kind() == Token.Kind.OPERATOR
                && Set.of("*", "/", "//", "%", "**").contains(tokens.current().text())) {
            if (tokens.current().isOperator("**")) {
                throw ChatTemplateException.unsupported("`**`");
            }
            left = new Expression.Arithmetic(tokens.take().text(), left, unary(true));
        }
        return left;
    }

    private Expression unary(boolean filtered) {
        Expression expression;
        if (tokens.skipOperator("-")) {
            expression = new Expression.Negative(deeper(() -> unary(false)));
        } else if (tokens.current().isOperator("+")) {
            throw ChatTemplateException.unsupported("a sign `+`");
        } else {
            expression = deeper(this::primary);
        }
        expression = postfix(expression);
        return filtered ? filtersAndTests(expression) : expression;
    }

    private Expression deeper(java.util.function.Supplier<Expression> part) {
        if (++depth > DEEPEST) {
            throw ChatTemplateException.refused("an expression nests deeper than " + DEEPEST + " levels");
        }
        Expression expression = part.get();
        depth--;
        return expression;
    }

    private Expression primary() {
        Token token = tokens.take();
        switch (token.kind()) {
            case NAME:
                return name(token.text());
            case STRING:
                StringBuilder text = new StringBuilder(token.text());
                while (tokens.current().kind() == Token.Kind.STRING) {
                    text.append(tokens.take().text());
                }
                return new Expression.Constant(text.toString());
            case INTEGER:
                return new Expression.Constant(Long.valueOf(token.text()));
            case FLOAT:
                return new Expression.Constant(Double.valueOf(token.text()));
            default:
                break;
        }
        if (token.isOperator("(")) {
            Expression inner = commas(true, true);
            tokens.expectOperator(")");
            return inner;
        } else if (token.isOperator("[")) {
            return list();
        } else if (token.isOperator("{")) {
            return map();
        }
        throw ChatTemplateException.refused("unexpected " + token.describe());
    }

    private Expression name(String name) {
        if (Set.of("true", "True", "false", "False", "none", "None").contains(name)) {
            return new Expression.Constant(Parser.constant(name));
        } else if (Globals.REFUSED.contains(name)) {
            throw ChatTemplateException.unsupported("`" + name + "`");
        }
        scopes.read(name);
        return new Expression.Name(name);
    }

    private Expression list() {
        List<Expression> items = new ArrayList<>();
        while (!tokens.skipOperator("]")) {
            if (!items.isEmpty()) {
                tokens.expectOperator(",");
                if (tokens.skipOperator("]")) {
                    break;
                }
            }
            items.add(expression());
        }
        return new Expression.ListOf(items, false);
    }

    private Expression map() {
        Map<String, Expression> members = new LinkedHashMap<>();
        while (!tokens.skipOperator("}")) {
            if (!members.isEmpty()) {
                tokens.expectOperator(",");
                if (tokens.skipOperator("}")) {
                    break;
                }
            }
            Expression key = expression();
            tokens.expectOperator(":");
            if (!(key instanceof Expression.Constant constant && constant.constant() instanceof String)) {
                throw ChatTemplateException.unsupported("a mapping with a key that is not a text in quotes");
            }
            members.put((String) ((Expression.Constant) key).constant(), expression());
        }
        return new Expression.MapOf(members);
    }

    private Expression postfix(Expression operand) {
        Expression expression = operand;
        while (true) {
            if (tokens.skipOperator(".")) {
                Token member = tokens.take();
                if (member.kind() == Token.Kind.INTEGER) {
                    expression =
                            new Expression.Subscript(expression, new Expression.Constant(Long.valueOf(member.text())));
                } else if (member.kind() == Token.Kind.NAME) {
                    expression = new Expression.Attribute(expression, member.text());
                } else {
                    throw ChatTemplateException.refused("unexpected " + member.describe());
                }
            } else if (tokens.skipOperator("[")) {
                expression = new Expression.Subscript(expression, subscript());
                tokens.expectOperator("]");
            } else if (tokens.current().isOperator("(")) {
                expression = call(expression);
            } else {
                return expression;
            }
        }
    }

    private Expression call(Expression target) {
        String callee = "the function";
        if (target instanceof Expression.Attribute method) {
            callee = "method `" + method.name() + "`";
            if (!Attributes.isMethod(method.name())) {
                throw ChatTemplateException.unsupported(callee);
            }
        } else if (target instanceof Expression.Name function) {
            callee = "`" + function.name() + "`";
            if (function.name().equals("loop")) {
                throw ChatTemplateException.unsupported("a recursive loop");
            }
        }
        return new Expression.Call(target, callee, arguments());
    }

    private Expression subscript() {
        Optional<Expression> start = colonOrEnd() ? Optional.empty() : Optional.of(expression());
        if (!tokens.skipOperator(":")) {
            if (tokens.current().isOperator(",")) {
                throw ChatTemplateException.unsupported("a subscript with a comma");
            }
            return start.orElseThrow(tokens::unexpected);
        }
        Optional<Expression> stop = colonOrEnd() ? Optional.empty() : Optional.of(expression());
        Optional<Expression> step =
                tokens.skipOperator(":") && !colonOrEnd() ? Optional.of(expression()) : Optional.empty();
        return new Expression.SliceOf(start, stop, step);
    }

    private boolean colonOrEnd() {
        return tokens.current().isOperator(":") || tokens.current().isOperator("]");
    }

    private Arguments arguments() {
        tokens.expectOperator("(");
        List<Expression> places = new ArrayList<>();
        Map<String, Expression> names = new LinkedHashMap<>();
        boolean first = true;
        while (!tokens.skipOperator(")")) {
            if (!first) {
                tokens.expectOperator(",");
                if (tokens.skipOperator(")")) {
                    break;
                }
            }
            first = false;
            Token token = tokens.current();
            if (token.isOperator("*") || token.isOperator("**")) {
                throw ChatTemplateException.unsupported("`" + token.text() + "` before an argument");
            } else if (token.kind() == Token.Kind.NAME && tokens.following().isOperator("=")) {
                tokens.take();
                tokens.take();
                if (names.put(token.text(), expression()) != null) {
                    throw ChatTemplateException.refused("the argument `" + token.text() + "` twice");
                }
            } else if (!names.isEmpty()) {
                throw ChatTemplateException.refused("an argument without a name behind one with a name");
            } else {
                places.add(expression());
            }
        }
        return new Arguments(places, names);
    }

    private Expression filtersAndTests(Expression operand) {
        Expression expression = operand;
        while (true) {
            if (tokens.current().isOperator("|")) {
                expression = filters(expression);
            } else if (tokens.skipName("is")) {
                expression = test(expression);
            } else if (tokens.current().isOperator("(")) {
                expression = call(expression);
            } else {
                return expression;
            }
        }
    }

    /** One filter or more, each behind its bar. */
    Expression filters(Expression operand) {
        Expression expression = operand;
        while (tokens.skipOperator("|")) {
            expression = oneFilter(expression);
        }
        return expression;
    }

    /** Filters of which the first has no bar before it. */
    Expression filter(Expression operand) {
        return filters(oneFilter(operand));
    }

    private Expression oneFilter(Expression operand) {
        String name = tokens.expect(Token.Kind.NAME).text();
        if (name.equals("safe")) {
            safes++;
        } else {
            Filters.require(name);
        }
        Arguments arguments = tokens.current().isOperator("(") ? arguments() : Arguments.NONE;
        return new Expression.Filtered(operand, name, arguments);
    }

    private Expression test(Expression operand) {
        boolean negated = tokens.skipName("not");
        String name = tokens.expect(Token.Kind.NAME).text();
        Tests.require(name);
        Arguments arguments = Arguments.NONE;
        Token token = tokens.current();
        if (token.isOperator("(")) {
            arguments = arguments();
        } else if (beginsArgument(token)) {
            if (token.isName("is")) {
                throw ChatTemplateException.refused("two tests with `is` in a row");
            }
            arguments = new Arguments(List.of(postfix(deeper(this::primary))), Map.of());
        }
        Expression test = new Expression.Tested(operand, name, arguments);
        return negated ? new Expression.Not(test) : test;
    }

    private static boolean beginsArgument(Token token) {
        return switch (token.kind()) {
            case STRING, INTEGER, FLOAT -> true;
            case NAME -> !Set.of("else", "or", "and").contains(token.text());
            case OPERATOR -> token.text().equals("[") || token.text().equals("{");
            default -> false;
        };
    }
}
