package org.comptrust.models.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.comptrust.models.chat.Python.None;

/** Statements from tokens. Every construct, filter, test, method and function that the renderer lacks is refused here, by name. */
final class Parser {
    private static final Set<String> RESERVED = Set.of(
            "and", "else", "false", "False", "if", "in", "is", "loop", "none", "None", "not", "or", "true", "True");

    private final ExpressionParser expressions;
    private final Tokens tokens;
    private final Scopes scopes = new Scopes();
    private int loops;

    private Parser(Tokens tokens) {
        this.tokens = tokens;
        this.expressions = new ExpressionParser(tokens, scopes);
    }

    /**
     * A template.
     *
     * @param late names to which a value may not be given, see {@link Scopes}
     */
    record Parsed(List<Statement> statements, Set<String> late) {}

    /** @throws ChatTemplateException that names line and construct */
    static Parsed parse(String source) {
        Tokens tokens = new Tokens(Lexer.tokens(source));
        try {
            Parser parser = new Parser(tokens);
            List<Statement> statements = parser.body(Set.of());
            if (tokens.current().kind() != Token.Kind.END) {
                throw tokens.unexpected();
            }
            return new Parsed(statements, parser.scopes.late());
        } catch (ChatTemplateException e) {
            throw e.at(tokens.current().line());
        }
    }

    /** Up to a block that begins with one of {@code ends}, whose name is then the current token. */
    private List<Statement> body(Set<String> ends) {
        List<Statement> body = new ArrayList<>();
        while (tokens.current().kind() != Token.Kind.END) {
            Token token = tokens.take();
            if (token.kind() == Token.Kind.DATA) {
                body.add(new Statement.Data(token.text()));
            } else if (token.kind() == Token.Kind.PRINT_BEGIN) {
                body.add(new Statement.Print(token.line(), expressions.printed()));
                tokens.expect(Token.Kind.PRINT_END);
            } else {
                if (tokens.current().kind() == Token.Kind.NAME
                        && ends.contains(tokens.current().text())) {
                    return body;
                }
                body.add(statement());
                expressions.requireNoSafe();
                tokens.expect(Token.Kind.BLOCK_END);
            }
        }
        if (!ends.isEmpty()) {
            throw ChatTemplateException.refused(
                    "the template ends where one of " + new java.util.TreeSet<>(ends) + " is wanted");
        }
        return body;
    }

    private Statement statement() {
        Token tag = tokens.expect(Token.Kind.NAME);
        return switch (tag.text()) {
            case "if" -> ifBlock(tag.line());
            case "for" -> forLoop(tag.line());
            case "set" -> set(tag.line());
            case "macro" -> macro();
            case "filter" -> {
                Expression filtered = expressions.filter(new Expression.Name(Statement.CAPTURED));
                yield new Statement.Block(tag.line(), filtered, scoped("endfilter"));
            }
            case "generation" ->
                new Statement.Block(tag.line(), new Expression.Name(Statement.CAPTURED), scoped("endgeneration"));
            case "break", "continue" -> {
                if (loops == 0) {
                    throw ChatTemplateException.refused("`" + tag.text() + "` outside of a loop");
                }
                yield new Statement.Jump(tag.text().equals("break") ? Statement.Flow.BREAK : Statement.Flow.CONTINUE);
            }
            default -> throw ChatTemplateException.unsupported("the block `" + tag.text() + "`");
        };
    }

    /** A body in a scope of its own, out of which no `break` leads. */
    private List<Statement> scoped(String end) {
        int outer = loops;
        loops = 0;
        scopes.enter();
        tokens.expect(Token.Kind.BLOCK_END);
        List<Statement> body = body(Set.of(end));
        tokens.take();
        scopes.leave();
        loops = outer;
        return body;
    }

    private Statement ifBlock(int line) {
        List<Statement.Branch> branches = new ArrayList<>();
        List<Statement> otherwise = List.of();
        int at = line;
        while (true) {
            Expression test = expressions.unconditional();
            tokens.expect(Token.Kind.BLOCK_END);
            branches.add(new Statement.Branch(at, test, body(Set.of("elif", "else", "endif"))));
            Token end = tokens.take();
            at = end.line();
            if (end.isName("else")) {
                tokens.expect(Token.Kind.BLOCK_END);
                otherwise = body(Set.of("endif"));
                tokens.take();
            }
            if (!end.isName("elif")) {
                return new Statement.If(branches, otherwise);
            }
        }
    }

    private Statement forLoop(int line) {
        Statement.Target target = target(false);
        tokens.expectName("in");
        Expression values = expressions.unconditional();
        scopes.enter();
        target.names().forEach(scopes::set);
        scopes.set("loop");
        Optional<Expression> test = tokens.skipName("if") ? Optional.of(expressions.expression()) : Optional.empty();
        if (tokens.current().isName("recursive")) {
            throw ChatTemplateException.unsupported("a recursive loop");
        }
        tokens.expect(Token.Kind.BLOCK_END);
        loops++;
        List<Statement> body = body(Set.of("endfor", "else"));
        loops--;
        scopes.leave();
        List<Statement> otherwise = List.of();
        if (tokens.take().isName("else")) {
            tokens.expect(Token.Kind.BLOCK_END);
            scopes.enter();
            otherwise = body(Set.of("endfor"));
            scopes.leave();
            tokens.take();
        }
        return new Statement.For(line, target, values, test, body, otherwise);
    }

    private Statement set(int line) {
        Statement.Target target = target(true);
        if (tokens.skipOperator("=")) {
            Expression value = expressions.tuple();
            target.names().forEach(scopes::set);
            return new Statement.Set(line, target, value);
        }
        Expression captured = new Expression.Name(Statement.CAPTURED);
        Expression filtered = tokens.current().isOperator("|") ? expressions.filters(captured) : captured;
        List<Statement> body = scoped("endset");
        target.names().forEach(scopes::set);
        return new Statement.SetBlock(line, target, filtered, body);
    }

    /** Names, or members of namespaces, with commas between them. */
    private Statement.Target target(boolean members) {
        boolean parentheses = tokens.skipOperator("(");
        List<Statement.Target> targets = new ArrayList<>();
        boolean several = false;
        do {
            if (!targets.isEmpty() && tokens.current().kind() != Token.Kind.NAME) {
                break; // a comma at the end
            }
            targets.add(single(members));
            several |= tokens.current().isOperator(",");
        } while (tokens.skipOperator(","));
        if (parentheses) {
            tokens.expectOperator(")");
        }
        return several ? new Statement.Several(targets) : targets.get(0);
    }

    private Statement.Target single(boolean members) {
        String name = assignable();
        if (members && tokens.skipOperator(".")) {
            scopes.read(name);
            return new Statement.Member(name, tokens.expect(Token.Kind.NAME).text());
        }
        return new Statement.Variable(name);
    }

    private String assignable() {
        String name = tokens.expect(Token.Kind.NAME).text();
        if (RESERVED.contains(name) || Globals.REFUSED.contains(name)) {
            throw ChatTemplateException.unsupported("a variable called `" + name + "`");
        }
        return name;
    }

    private Statement macro() {
        String name = assignable();
        if (!scopes.outermost()) {
            throw ChatTemplateException.unsupported("a macro inside a loop, macro or captured block");
        }
        scopes.set(name);
        scopes.enter();
        tokens.expectOperator("(");
        Map<String, Statement.Parameter> parameters = new LinkedHashMap<>();
        while (!tokens.skipOperator(")")) {
            if (!parameters.isEmpty()) {
                tokens.expectOperator(",");
            }
            String parameter = assignable();
            scopes.set(parameter);
            Optional<Expression> otherwise =
                    tokens.skipOperator("=") ? Optional.of(expressions.expression()) : Optional.empty();
            if (parameters.put(parameter, new Statement.Parameter(parameter, otherwise)) != null) {
                throw ChatTemplateException.refused("parameter `" + parameter + "` twice");
            }
        }
        List<Statement> body = scoped("endmacro");
        scopes.leave();
        return new Statement.Macro(name, List.copyOf(parameters.values()), body);
    }

    static Object constant(String name) {
        return name.equalsIgnoreCase("none") ? None.NONE : (Object) name.equalsIgnoreCase("true");
    }
}
