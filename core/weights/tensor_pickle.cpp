#include "weights/tensor_pickle.hpp"

#include "base/error.hpp"
#include "weights/byte_reader.hpp"

#include <array>
#include <cstdio>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>

// The format: the comments of Lib/pickletools.py of CPython.
namespace dpl::weights {

namespace {

/// Some thousand times what published models take.
constexpr std::size_t longestPickle = std::size_t{1} << 26;
constexpr std::size_t mostValues = std::size_t{1} << 22;
constexpr std::size_t mostDimensions = 64; ///< as in torch

/// Values refer to each other by their numbers and are never freed one by one: neither cycles nor depth matter.
using Id = std::uint32_t;

enum class Kind { none, boolean, integer, real, text, tuple, list, dict, function, storageType, storage, tensor };

enum Function : std::int64_t { orderedDict, rebuildTensor, rebuildParameter };

struct Value {
    Kind kind = Kind::none;
    StorageType type = StorageType::f32; ///< of a storage or its type
    std::int64_t number = 0; ///< a boolean, an integer, a Function, the elements of a storage
    std::string_view text; ///< a text, the key of a storage
    std::vector<Id> items; ///< of a dict by turns keys and values; of a tensor its storage, offset, sizes and strides
};

const char* kindName(Kind kind)
{
    constexpr std::array<const char*, 12> names{"None", "a boolean", "a whole number", "a float", "a string", "a tuple",
        "a list", "a dict", "a function", "a type of storage", "a storage", "a tensor"};
    return names[static_cast<std::size_t>(kind)];
}

/// For errors, which a pickle shall not make longer than one reads.
std::string shown(std::string_view text)
{
    constexpr std::size_t longest = 200;
    return std::string(text.substr(0, longest)) + (text.size() > longest ? "..." : "");
}

/// The few names that may be asked for.
std::optional<Value> global(std::string_view name)
{
    constexpr std::pair<std::string_view, Function> functions[]{{"collections.OrderedDict", orderedDict},
        {"torch._utils._rebuild_tensor_v2", rebuildTensor}, {"torch._utils._rebuild_parameter", rebuildParameter}};
    constexpr std::pair<std::string_view, StorageType> storages[]{{"torch.DoubleStorage", StorageType::f64},
        {"torch.FloatStorage", StorageType::f32}, {"torch.HalfStorage", StorageType::f16},
        {"torch.BFloat16Storage", StorageType::bf16}, {"torch.LongStorage", StorageType::i64},
        {"torch.IntStorage", StorageType::i32}, {"torch.ShortStorage", StorageType::i16},
        {"torch.CharStorage", StorageType::i8}, {"torch.ByteStorage", StorageType::u8},
        {"torch.BoolStorage", StorageType::boolean},
        // Without a type of its own, torch.load takes it as bytes.
        {"torch.storage.UntypedStorage", StorageType::u8}};
    for (const auto& [known, function] : functions) {
        if (name == known) {
            return Value{.kind = Kind::function, .number = function, .text = {}, .items = {}};
        }
    }
    for (const auto& [known, type] : storages) {
        if (name == known) {
            return Value{.kind = Kind::storageType, .type = type, .text = {}, .items = {}};
        }
    }
    return std::nullopt;
}

class Machine {
public:
    Machine(std::span<const std::byte> pickle, const std::string& source)
        : m_bytes(pickle, source), m_source(source) { }

    std::vector<PickledTensor> run()
    {
        for (;;) {
            const auto code = m_bytes.number<std::uint8_t>("its instructions");
            if (code == '.') {
                return tensorsOf(pop());
            }
            step(code);
            if (m_values.size() > mostValues) {
                throw Error(
                    m_source + " holds more than " + std::to_string(mostValues) + " values; no dict of tensors does");
            }
        }
    }

private:
    static constexpr const char* argument = "an instruction";

    Error broken(const std::string& why) const { return Error(m_source + " is damaged: " + why); }

    void step(std::uint8_t code)
    {
        switch (code) {
        case 0x80: // PROTO
            if (const auto protocol = m_bytes.number<std::uint8_t>(argument); protocol < 2 || protocol > 5) {
                throw Error(m_source + " is of pickle protocol " + std::to_string(protocol) + "; 2 to 5 are supported");
            }
            return;
        case 0x95: m_bytes.number<std::uint64_t>(argument); return; // FRAME
        case '(': m_marks.push_back(m_stack.size()); return;
        case '0': popOrMark(); return;
        case '1': popToMark(); return;
        case '2': push(top()); return; // DUP
        case 'N': make(Kind::none); return;
        case 0x88: makeNumber(Kind::boolean, 1); return;
        case 0x89: makeNumber(Kind::boolean, 0); return;
        case 'J': makeNumber(Kind::integer, m_bytes.number<std::int32_t>(argument)); return;
        case 'K': makeNumber(Kind::integer, m_bytes.number<std::uint8_t>(argument)); return;
        case 'M': makeNumber(Kind::integer, m_bytes.number<std::uint16_t>(argument)); return;
        case 0x8a: makeLong(m_bytes.number<std::uint8_t>(argument)); return;
        case 0x8b: makeLong(m_bytes.number<std::uint32_t>(argument)); return;
        case 'G': // BINFLOAT
            m_bytes.take(8, argument);
            make(Kind::real);
            return;
        case 0x8c: makeText(m_bytes.number<std::uint8_t>(argument)); return;
        case 'X': makeText(m_bytes.number<std::uint32_t>(argument)); return;
        case 0x8d: makeText(m_bytes.number<std::uint64_t>(argument)); return;
        case 'U': makeText(m_bytes.number<std::uint8_t>(argument)); return;
        case 'T': makeText(m_bytes.number<std::uint32_t>(argument)); return;
        case ')': make(Kind::tuple); return;
        case 0x85: makeTuple(1); return;
        case 0x86: makeTuple(2); return;
        case 0x87: makeTuple(3); return;
        case 't': make(Kind::tuple, popToMark()); return;
        case ']': make(Kind::list); return;
        case 'a': append({pop()}); return;
        case 'e': append(popToMark()); return;
        case '}': make(Kind::dict); return;
        case 's': {
            const Id value = pop();
            setItems({pop(), value});
            return;
        }
        case 'u': setItems(popToMark()); return;
        case 'h': get(m_bytes.number<std::uint8_t>(argument)); return;
        case 'j': get(m_bytes.number<std::uint32_t>(argument)); return;
        case 'q': m_memo[m_bytes.number<std::uint8_t>(argument)] = top(); return;
        case 'r': m_memo[m_bytes.number<std::uint32_t>(argument)] = top(); return;
        case 0x94: m_memo[static_cast<std::uint32_t>(m_memo.size())] = top(); return; // MEMOIZE
        case 'c': {
            const std::string_view module = m_bytes.line(argument);
            makeGlobal(module, m_bytes.line(argument));
            return;
        }
        case 0x93: { // STACK_GLOBAL
            const std::string_view name = textOf(pop(), "a name to look up");
            makeGlobal(textOf(pop(), "a module to look in"), name);
            return;
        }
        case 'Q': makeStorage(pop()); return; // BINPERSID
        case 'R': reduce(); return;
        case 'b': build(); return;
        default: {
            char text[8];
            std::snprintf(text, sizeof text, "0x%02x", code);
            throw Error(m_source + " has the instruction " + text
                + ", which torch.save does not write for a dict of tensors; "
                + "only tensors are read, nothing is executed");
        }
        }
    }

    // The stack. What lies below the last mark is out of reach until the mark is taken off.

    void push(Id id) { m_stack.push_back(id); }

    Id top() const
    {
        if (m_stack.size() <= (m_marks.empty() ? 0 : m_marks.back())) {
            throw broken("it takes more from its stack than is on it");
        }
        return m_stack.back();
    }

    Id pop()
    {
        const Id id = top();
        m_stack.pop_back();
        return id;
    }

    void popOrMark()
    {
        if (!m_marks.empty() && m_marks.back() == m_stack.size()) {
            m_marks.pop_back();
        } else {
            pop();
        }
    }

    std::vector<Id> popToMark()
    {
        if (m_marks.empty()) {
            throw broken("it goes back to a mark that it did not set");
        }
        const auto begin = m_stack.begin() + static_cast<std::ptrdiff_t>(m_marks.back());
        std::vector<Id> items(begin, m_stack.end());
        m_stack.erase(begin, m_stack.end());
        m_marks.pop_back();
        return items;
    }

    // Values.

    Id make(Value value)
    {
        m_values.push_back(std::move(value));
        const auto id = static_cast<Id>(m_values.size() - 1);
        push(id);
        return id;
    }

    Id make(Kind kind, std::vector<Id> items = {})
    {
        return make({.kind = kind, .text = {}, .items = std::move(items)});
    }

    void makeNumber(Kind kind, std::int64_t number) { make({.kind = kind, .number = number, .text = {}, .items = {}}); }

    void makeText(std::uint64_t length)
    {
        make({.kind = Kind::text, .text = m_bytes.text(length, "a text"), .items = {}});
    }

    void makeLong(std::uint32_t length)
    {
        const std::span<const std::byte> bytes = m_bytes.take(length, "a whole number");
        if (length > sizeof(std::int64_t)) {
            throw Error(m_source + " holds a whole number of " + std::to_string(length)
                + " bytes; no tensor's size is that large");
        }
        const bool negative = length > 0 && (bytes.back() & std::byte{0x80}) != std::byte{0};
        std::uint64_t number = negative ? ~std::uint64_t{0} : 0;
        std::memcpy(&number, bytes.data(), length);
        makeNumber(Kind::integer, static_cast<std::int64_t>(number));
    }

    void makeTuple(std::size_t count)
    {
        std::vector<Id> items(count);
        while (count > 0) {
            items[--count] = pop();
        }
        make(Kind::tuple, std::move(items));
    }

    void append(const std::vector<Id>& items)
    {
        Value& list = m_values[top()];
        if (list.kind != Kind::list) {
            throw broken(std::string("it appends to ") + kindName(list.kind));
        }
        list.items.insert(list.items.end(), items.begin(), items.end());
    }

    void setItems(const std::vector<Id>& items)
    {
        Value& dict = m_values[top()];
        if (dict.kind != Kind::dict || items.size() % 2 != 0) {
            throw broken(std::string("it sets items of ") + kindName(dict.kind) + ", " + std::to_string(items.size())
                + " keys and values");
        }
        dict.items.insert(dict.items.end(), items.begin(), items.end());
    }

    void get(std::uint32_t index)
    {
        const auto found = m_memo.find(index);
        if (found == m_memo.end()) {
            throw broken("it refers to value " + std::to_string(index) + ", which it has not stored");
        }
        push(found->second);
    }

    std::string_view textOf(Id id, const char* what) const
    {
        const Value& value = m_values[id];
        if (value.kind != Kind::text) {
            throw broken(std::string(what) + " is " + kindName(value.kind) + " instead of a string");
        }
        return value.text;
    }

    std::int64_t integerOf(Id id, const char* what) const
    {
        const Value& value = m_values[id];
        if (value.kind != Kind::integer) {
            throw broken(std::string(what) + " is " + kindName(value.kind) + " instead of a whole number");
        }
        return value.number;
    }

    const std::vector<Id>& tupleOf(Id id, const char* what) const
    {
        const Value& value = m_values[id];
        if (value.kind != Kind::tuple) {
            throw broken(std::string(what) + " is " + kindName(value.kind) + " instead of a tuple");
        }
        return value.items;
    }

    // What a pickle may ask for.

    void makeGlobal(std::string_view module, std::string_view name)
    {
        const std::string whole = std::string(module) + "." + std::string(name);
        std::optional<Value> value = global(whole);
        if (!value) {
            throw Error(m_source + ": this pickle asks for " + shown(whole)
                + "; only tensors are read, nothing is executed. If you trust "
                + "the file, load it in Python and save its tensors with safetensors");
        }
        make(std::move(*value));
    }

    void makeStorage(Id id)
    {
        const std::vector<Id>& parts = tupleOf(id, "a reference to a storage");
        if (parts.size() != 5 || textOf(parts[0], "a reference to a storage") != "storage"
            || m_values[parts[1]].kind != Kind::storageType) {
            throw broken("a reference to a storage is not (\"storage\", type, key, device, size)");
        }
        const std::int64_t elements = integerOf(parts[4], "the size of a storage");
        if (elements < 0) {
            throw broken("the size of a storage is " + std::to_string(elements));
        }
        make({.kind = Kind::storage,
            .type = m_values[parts[1]].type,
            .number = elements,
            .text = textOf(parts[2], "the key of a storage"),
            .items = {}});
    }

    void reduce()
    {
        const Id argumentsId = pop();
        const std::vector<Id>& arguments = tupleOf(argumentsId, "what a function is called with");
        const Value& function = m_values[pop()];
        if (function.kind != Kind::function) {
            throw Error(
                m_source + " calls " + kindName(function.kind) + "; only tensors are read, nothing is executed");
        }
        switch (function.number) {
        case orderedDict:
            if (!arguments.empty()) {
                throw broken("an OrderedDict is made of something, which torch.save does not do");
            }
            make(Kind::dict);
            return;
        case rebuildTensor: {
            if (arguments.size() < 4 || m_values[arguments[0]].kind != Kind::storage) {
                throw broken("a tensor is not made of a storage, an offset, sizes and strides");
            }
            integerOf(arguments[1], "the offset of a tensor");
            for (const std::size_t i : {2, 3}) {
                // Bounded, since a million tensors could share one tuple of a million numbers.
                const std::vector<Id>& extents = tupleOf(arguments[i], "the sizes and strides of a tensor");
                if (extents.size() > mostDimensions) {
                    throw broken("a tensor has " + std::to_string(extents.size()) + " dimensions");
                }
                for (const Id extent : extents) {
                    integerOf(extent, "a size or stride of a tensor");
                }
            }
            std::vector<Id> parts(arguments.begin(), arguments.begin() + 4);
            make(Kind::tensor, std::move(parts));
            return;
        }
        default: // rebuildParameter: its tensor, and what matters in training only
            if (arguments.empty() || m_values[arguments[0]].kind != Kind::tensor) {
                throw broken("a parameter is not made of a tensor");
            }
            push(arguments[0]);
        }
    }

    /// Attributes of an OrderedDict are versions of modules, which say nothing about tensors.
    void build()
    {
        const Id state = pop();
        if (m_values[top()].kind != Kind::dict || m_values[state].kind != Kind::dict) {
            throw Error(m_source + " gives attributes to " + kindName(m_values[top()].kind)
                + "; only tensors are read, nothing is executed");
        }
    }

    // The result.

    std::vector<PickledTensor> tensorsOf(Id id) const
    {
        const Value& dict = m_values[id];
        if (dict.kind != Kind::dict) {
            throw Error(
                m_source + " holds " + kindName(dict.kind) + " instead of a dict of tensors; save model.state_dict()");
        }
        std::vector<PickledTensor> tensors;
        std::unordered_set<std::string_view> names;
        for (std::size_t i = 0; i < dict.items.size(); i += 2) {
            const std::string_view name = textOf(dict.items[i], "a tensor's name");
            const Value& value = m_values[dict.items[i + 1]];
            if (!names.insert(name).second) {
                throw broken("the tensor " + shown(name) + " occurs twice");
            }
            if (value.kind == Kind::dict) {
                throw Error(m_source + ": \"" + shown(name)
                    + "\" is a dict within the dict of tensors; load the file in Python and save "
                    + "the dict of tensors alone, as in torch.save(torch.load(file)[\"" + shown(name)
                    + "\"], other_file)");
            }
            if (value.kind != Kind::tensor) {
                throw Error(m_source + ": \"" + shown(name) + "\" is " + kindName(value.kind)
                    + " instead of a tensor; save a dict of " + "tensors alone, as model.state_dict() gives it");
            }
            const Value& storage = m_values[value.items[0]];
            tensors.push_back({name, storage.text, storage.type, storage.number, m_values[value.items[1]].number,
                integersOf(value.items[2]), integersOf(value.items[3])});
        }
        return tensors;
    }

    std::vector<std::int64_t> integersOf(Id tuple) const
    {
        std::vector<std::int64_t> numbers;
        for (const Id item : m_values[tuple].items) {
            numbers.push_back(m_values[item].number);
        }
        return numbers;
    }

    ByteReader m_bytes;
    const std::string& m_source;
    std::vector<Value> m_values;
    std::vector<Id> m_stack;
    std::vector<std::size_t> m_marks; ///< sizes of the stack
    std::unordered_map<std::uint32_t, Id> m_memo;
};

} // namespace

std::vector<PickledTensor> readTensorPickle(std::span<const std::byte> pickle, const std::string& source)
{
    if (pickle.size() > longestPickle) {
        throw Error(source + " takes " + std::to_string(pickle.size()) + " bytes; no dict of tensors does");
    }
    return Machine(pickle, source).run();
}

} // namespace dpl::weights
