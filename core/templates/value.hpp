#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// The values of chat templates: those of Python that a sandboxed template can get at. Nothing changes once it is made,
/// but the attributes of a namespace and how far an iterator has gone.
namespace dpl::templates {

class Value;
class Mapping;
class Object;

/// What a name or member stands for that is not there. It prints as nothing; most else that is done with it fails.
struct Undefined {
    std::shared_ptr<const std::string> reason; ///< what such a failure says
};

struct None { };

/// A text of Unicode characters, as UTF-8.
struct Text {
    std::shared_ptr<const std::string> bytes;
    bool isMarkup = false; ///< made by `safe` or `escape`: what is joined to it is escaped for HTML

    const std::string& operator*() const { return *bytes; }
    const std::string* operator->() const { return bytes.get(); }
};

struct Items {
    std::vector<Value> values;
    int nesting = 1; ///< how deep values lie within each other
};

struct List {
    std::shared_ptr<const Items> items;
};

struct Tuple {
    std::shared_ptr<const Items> items;
    bool isGroup = false; ///< of groupby, whose members have names: grouper and list
};

struct Dict {
    std::shared_ptr<const Mapping> entries;
};

/// dict.keys(), dict.values(), dict.items()
struct View {
    enum class Kind { keys, values, items };

    std::shared_ptr<const Mapping> entries;
    Kind kind;
};

struct Range {
    std::int64_t start = 0;
    std::int64_t stop = 0;
    std::int64_t step = 1;

    std::int64_t size() const;
    std::int64_t at(std::int64_t index) const { return start + index * step; }
};

/// Gives the next value; false at the end, and ever after.
using Next = std::function<bool(Value&)>;

/// What can be gone through once, as Python's generators.
struct Iterator {
    std::shared_ptr<const Next> next;
    int nesting = 1;
};

template <typename T, typename... Kinds>
concept AnyOf = (std::same_as<T, Kinds> || ...);

template <typename T>
concept StoredKind = AnyOf<T, Undefined, None, bool, std::int64_t, double, Text, List, Tuple, Dict, View, Range,
    Iterator, std::shared_ptr<Object>>;

class Value {
public:
    using Storage = std::variant<Undefined, None, bool, std::int64_t, double, Text, List, Tuple, Dict, View, Range,
        Iterator, std::shared_ptr<Object>>;

    Value() = default;
    template <StoredKind T> Value(T value) : m_storage(std::in_place_type<T>, std::move(value)) { }
    Value(std::string text) : m_storage(Text{std::make_shared<const std::string>(std::move(text))}) { }
    Value(std::string_view text) : Value(std::string(text)) { }
    Value(const char* text) : Value(std::string(text)) { }
    Value(int number) : m_storage(static_cast<std::int64_t>(number)) { }

    template <typename T> bool is() const { return std::holds_alternative<T>(m_storage); }
    template <typename T> const T* get() const { return std::get_if<T>(&m_storage); }
    template <typename T> const T& as() const { return std::get<T>(m_storage); }
    const std::string* text() const { return is<Text>() ? as<Text>().bytes.get() : nullptr; }
    template <typename T> T* object() const
    {
        const auto* held = get<std::shared_ptr<Object>>();
        return held ? dynamic_cast<T*>(held->get()) : nullptr;
    }

    const Storage& storage() const { return m_storage; }

private:
    Storage m_storage;
};

/// Why something is not there.
Value undefined(std::string reason);

/// How deep values lie within a value: 0 for one that holds none.
int nestingOf(const Value& value);

/// Throw Failure for values nested deeper than `deepestValue`.
Value makeList(std::vector<Value> values);
Value makeTuple(std::vector<Value> values);
Value makeDict(Mapping entries);
Value makeIterator(Next next, int nesting);

Value makeText(std::string text, bool isMarkup);

/// "str", "int", "NoneType", "list", as Python calls the kind of a value.
std::string kindOf(const Value& value);

} // namespace dpl::templates
