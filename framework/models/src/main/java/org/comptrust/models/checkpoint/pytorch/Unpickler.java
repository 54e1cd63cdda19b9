package org.comptrust.models.checkpoint.pytorch;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a pickle as data. It is a machine with a stack, as Python's is, but knows only the instructions that occur in state
 * dictionaries, and only these names: the ordered dictionary, the two functions that make tensors, the storage types. Nothing is ever
 * called, imported or executed; any other instruction or name ends the reading. It needs no recursion, so depth costs no stack, and a
 * value that stands in many places exists once, so nothing is expanded.
 */
final class Unpickler {
    /** A model of a thousand layers has some 300,000 values, and remembers about as many. */
    private static final int MOST_VALUES = 1_500_000;

    private static final int DEEPEST = 200;

    /** Far above any tensor's number of dimensions. */
    private static final int MOST_DIMENSIONS = 64;

    private static final String DICT = "collections.OrderedDict";
    private static final String TENSOR = "torch._utils._rebuild_tensor_v2";
    private static final String PARAMETER = "torch._utils._rebuild_parameter";
    private static final String PARAMETER_WITH_STATE = "torch._utils._rebuild_parameter_with_state";
    private static final Set<String> NAMES = Set.of(DICT, TENSOR, PARAMETER, PARAMETER_WITH_STATE, "torch.Size");

    private static final Set<String> DTYPES =
            Set.of("float64", "float32", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool");

    private final PickleBytes in;
    private final List<Object> stack = new ArrayList<>();
    private final Deque<Integer> marks = new ArrayDeque<>();
    private final Map<Long, Object> memo = new HashMap<>();
    private int values;

    /** What stands for Python's None. */
    enum None {
        NONE
    }

    /** A list, tuple or dictionary, as it is while the pickle is read. Compared by identity. */
    static final class Container {
        private final Kind kind;
        private final List<Object> items = new ArrayList<>();
        private final Map<Object, Object> entries = new LinkedHashMap<>();
        private int depth = 1;

        private enum Kind {
            LIST,
            TUPLE,
            DICT
        }

        private Container(Kind kind) {
            this.kind = kind;
        }

        boolean isDict() {
            return kind == Kind.DICT;
        }

        boolean isTuple() {
            return kind == Kind.TUPLE;
        }

        boolean isList() {
            return kind == Kind.LIST;
        }

        List<Object> items() {
            return Collections.unmodifiableList(items);
        }

        /** Keys are text or whole numbers. */
        Map<Object, Object> entries() {
            return Collections.unmodifiableMap(entries);
        }

        private void holds(Object value) {
            if (value instanceof Container inner) {
                depth = Math.max(depth, inner.depth + 1);
                if (depth > DEEPEST) {
                    throw new PickleException(
                            "is no plain weights file: its values are nested too deeply. Download it again.");
                }
            }
        }
    }

    /** A name that the pickle refers to; one of those that are allowed. */
    private record Name(String full) {}

    private Unpickler(PickleBytes in) {
        this.in = in;
    }

    /**
     * The value of the pickle that starts at the present position, and ends before the next.
     *
     * @throws PickleException if it is damaged, or anything else than plain data
     */
    static Object read(PickleBytes in) {
        return new Unpickler(in).run();
    }

    private Object run() {
        while (true) {
            int at = in.position();
            int code = in.unsignedByte();
            switch (code) {
                case 0x80 -> protocol();
                case 0x95 -> in.signedLong(); // FRAME: how the bytes are grouped says nothing about the values
                case 'c' -> push(name(in.line(), in.line()));
                case 0x93 -> {
                    String name = text(pop());
                    push(name(text(pop()), name));
                }
                case '}' -> push(new Container(Container.Kind.DICT));
                case ']' -> push(new Container(Container.Kind.LIST));
                case ')' -> push(new Container(Container.Kind.TUPLE));
                case '(' -> {
                    count();
                    marks.push(stack.size());
                }
                case 't' -> push(tuple(sinceMark()));
                case 0x85 -> push(tuple(popped(1)));
                case 0x86 -> push(tuple(popped(2)));
                case 0x87 -> push(tuple(popped(3)));
                case 'X' -> push(in.text(in.unsignedInt()));
                case 0x8C -> push(in.text(in.unsignedByte()));
                case 0x8D -> push(in.text(in.signedLong()));
                case 'J' -> push((long) in.signedInt());
                case 'K' -> push((long) in.unsignedByte());
                case 'M' -> push((long) in.unsignedShort());
                case 0x8A -> push(longNumber(in.raw(in.unsignedByte())));
                case 'G' -> push(in.real());
                case 0x88 -> push(Boolean.TRUE);
                case 0x89 -> push(Boolean.FALSE);
                case 'N' -> push(None.NONE);
                case 'q' -> remember(in.unsignedByte());
                case 'r' -> remember(in.unsignedInt());
                case 0x94 -> remember(memo.size());
                case 'h' -> push(remembered(in.unsignedByte()));
                case 'j' -> push(remembered(in.unsignedInt()));
                case 'Q' -> push(storage(pop()));
                case 'R' -> {
                    Container arguments = container(pop(), Container.Kind.TUPLE);
                    push(made(pop(), arguments));
                }
                case 'b' -> { // sets attributes, such as the version of each module: not part of the weights
                    pop();
                    container(top(), Container.Kind.DICT);
                }
                case 's' -> setItems(popped(2));
                case 'u' -> setItems(sinceMark());
                case 'a' -> append(popped(1));
                case 'e' -> append(sinceMark());
                case '.' -> {
                    Object result = pop();
                    if (!stack.isEmpty() || !marks.isEmpty()) {
                        throw damaged("it ends with values left over");
                    }
                    return result;
                }
                default ->
                    throw new PickleException(String.format(
                            "is no plain weights file: its pickle holds the instruction 0x%02x at byte %d, which weights"
                                    + " never need; refused for safety. Use the model's safetensors files.",
                            code, at));
            }
        }
    }

    private void protocol() {
        int version = in.unsignedByte();
        if (version < 2 || version > 5) {
            throw damaged("pickle protocol " + version + " is not one of 2 to 5");
        }
    }

    private Name name(String module, String name) {
        String full = module + "." + name;
        boolean type = module.equals("torch") && (Storage.isType(name) || DTYPES.contains(name));
        if (!type && !NAMES.contains(full)) {
            throw new PickleException("contains code (" + full
                    + "), which is not part of a plain weights file; refused for safety, and nothing was executed."
                    + " Use the model's safetensors files, or a copy from a source you trust.");
        }
        return new Name(full);
    }

    private Object made(Object function, Container arguments) {
        if (!(function instanceof Name name)) {
            throw damaged("something that is no function is called");
        }
        List<Object> given = arguments.items();
        return switch (name.full()) {
            case DICT -> dictionary(given);
            case TENSOR -> view(given);
            case PARAMETER, PARAMETER_WITH_STATE -> {
                if (given.isEmpty() || !(given.get(0) instanceof View view)) {
                    throw damaged("a parameter holds no tensor");
                }
                yield view;
            }
            case "torch.Size" -> given.isEmpty() ? arguments : container(given.get(0), Container.Kind.TUPLE);
            default -> throw damaged(name.full() + " is called, which is no function");
        };
    }

    /** {@code OrderedDict()}, or of a list of pairs. */
    private Container dictionary(List<Object> given) {
        Container dict = new Container(Container.Kind.DICT);
        if (!given.isEmpty()) {
            // A list that is remembered could be copied again and again: what is copied counts as new.
            for (Object pair : container(given.get(0), Container.Kind.LIST).items()) {
                count();
                List<Object> two = ((Container) pairOf(pair)).items();
                put(dict, two.get(0), two.get(1));
            }
        }
        return dict;
    }

    private static Object pairOf(Object value) {
        if (value instanceof Container pair && !pair.isDict() && pair.items().size() == 2) {
            return pair;
        }
        throw damaged("a dictionary is made from something else than pairs");
    }

    private static View view(List<Object> given) {
        if (given.size() < 4 || !(given.get(0) instanceof Storage storage)) {
            throw damaged("a tensor has no storage");
        }
        return new View(storage, number(given.get(1)), numbers(given.get(2)), numbers(given.get(3)));
    }

    /** {@code ("storage", type, key, device, count)}; older files add a sixth, which is None. */
    private static Storage storage(Object id) {
        if (id instanceof Container tuple && tuple.isTuple()) {
            List<Object> parts = tuple.items();
            boolean whole = parts.size() == 5 || parts.size() == 6 && parts.get(5) == None.NONE;
            if (whole
                    && "storage".equals(parts.get(0))
                    && parts.get(1) instanceof Name type
                    && type.full().startsWith("torch.")
                    && Storage.isType(type.full().substring("torch.".length()))) {
                return new Storage(type.full().substring("torch.".length()), text(parts.get(2)), number(parts.get(4)));
            }
        }
        throw damaged("a storage is described in a way that this version does not know");
    }

    private void setItems(List<Object> pairs) {
        Container dict = container(top(), Container.Kind.DICT);
        if (pairs.size() % 2 != 0) {
            throw damaged("a dictionary has a key without a value");
        }
        for (int i = 0; i < pairs.size(); i += 2) {
            put(dict, pairs.get(i), pairs.get(i + 1));
        }
    }

    private static void put(Container dict, Object key, Object value) {
        if (!(key instanceof String || key instanceof Long)) {
            throw new PickleException("is no plain weights file: a key is neither text nor a whole number."
                    + " Use the model's safetensors files.");
        }
        dict.holds(value);
        if (dict.entries.put(key, value) != null) {
            throw new PickleException("is damaged or forged: it declares '" + key + "' twice. Download it again.");
        }
    }

    private void append(List<Object> items) {
        Container list = container(top(), Container.Kind.LIST);
        items.forEach(list::holds);
        list.items.addAll(items);
    }

    private static Container tuple(List<Object> items) {
        Container tuple = new Container(Container.Kind.TUPLE);
        items.forEach(tuple::holds);
        tuple.items.addAll(items);
        return tuple;
    }

    private void push(Object value) {
        count();
        stack.add(value);
    }

    private void count() {
        if (++values > MOST_VALUES) {
            throw new PickleException(
                    "is no plain weights file: it holds more than " + MOST_VALUES + " values. Download it again.");
        }
    }

    private Object pop() {
        return popped(1).get(0);
    }

    private Object top() {
        if (stack.size() <= floor()) {
            throw damaged("a value is missing");
        }
        return stack.get(stack.size() - 1);
    }

    private List<Object> popped(int count) {
        if (stack.size() - floor() < count) {
            throw damaged("a value is missing");
        }
        List<Object> tail = stack.subList(stack.size() - count, stack.size());
        List<Object> copy = new ArrayList<>(tail);
        tail.clear();
        return copy;
    }

    private List<Object> sinceMark() {
        if (marks.isEmpty()) {
            throw damaged("a mark is missing");
        }
        return popped(stack.size() - marks.pop());
    }

    private int floor() {
        Integer mark = marks.peek();
        return mark == null ? 0 : mark;
    }

    private void remember(long index) {
        count();
        memo.put(index, top());
    }

    private Object remembered(long index) {
        Object value = memo.get(index);
        if (value == null) {
            throw damaged("it refers to a value that it does not hold");
        }
        return value;
    }

    private static Container container(Object value, Container.Kind kind) {
        if (value instanceof Container container && container.kind == kind) {
            return container;
        }
        throw damaged("a " + kind.name().toLowerCase(java.util.Locale.ROOT) + " is missing");
    }

    private static Object longNumber(byte[] littleEndian) {
        byte[] bigEndian = new byte[littleEndian.length];
        for (int i = 0; i < bigEndian.length; i++) {
            bigEndian[i] = littleEndian[littleEndian.length - 1 - i];
        }
        BigInteger number = bigEndian.length == 0 ? BigInteger.ZERO : new BigInteger(bigEndian);
        return number.bitLength() < Long.SIZE ? (Object) number.longValue() : number;
    }

    private static String text(@Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw damaged("a name is missing");
    }

    private static long number(Object value) {
        if (value instanceof Long number) {
            return number;
        }
        throw damaged("a number is missing");
    }

    private static List<Long> numbers(Object value) {
        if (value instanceof Container tuple && !tuple.isDict() && tuple.items().size() <= MOST_DIMENSIONS) {
            return tuple.items().stream().map(Unpickler::number).toList();
        }
        throw damaged("a shape is missing");
    }

    private static PickleException damaged(String what) {
        return new PickleException("is damaged: in the list of tensors, " + what + ". Download it again.");
    }
}
