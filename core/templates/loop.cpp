#include "templates/loop.hpp"

#include "templates/equality.hpp"

#include <algorithm>

namespace dpl::templates {

Loop::Loop(Next values, std::optional<std::int64_t> size, int nesting, int depth, Recursion recursion)
    : m_values(std::move(values)), m_length(size), m_nesting(nesting), m_depth(depth), m_recursion(std::move(recursion))
{
}

bool Loop::peek()
{
    if (!m_following) {
        Value value;
        if (m_values(value)) {
            m_following = std::move(value);
        }
    }
    return m_following.has_value();
}

bool Loop::advance(Value& value)
{
    if (!peek()) {
        return false;
    }
    value = std::move(*m_following);
    m_following.reset();
    ++m_index;
    m_previous = std::exchange(m_current, value);
    return true;
}

std::int64_t Loop::length()
{
    if (!m_length) { // to be known, the rest must be gone through
        auto rest = std::make_shared<std::vector<Value>>();
        for (Value value; m_values(value);) {
            rest->push_back(std::move(value));
        }
        m_length = static_cast<std::int64_t>(rest->size()) + m_index + 1 + m_following.has_value();
        m_values = [rest, i = std::size_t{0}](Value& value) mutable {
            if (i == rest->size()) {
                return false;
            }
            value = (*rest)[i++];
            return true;
        };
    }
    return *m_length;
}

bool Loop::isChanged(Runtime& runtime, const Arguments& arguments)
{
    const bool isSameAsBefore = m_lastSeen && m_lastSeen->size() == arguments.positional.size()
        && std::equal(m_lastSeen->begin(), m_lastSeen->end(), arguments.positional.begin(),
            [&](const Value& a, const Value& b) { return isSame(a, b) || isEqual(a, b, runtime.budget()); });
    for (const Value& value : arguments.positional) {
        m_nesting = std::max(m_nesting, nestingOf(value) + 1);
        if (!m_isKept && (nestingOf(value) > 0 || value.is<std::shared_ptr<Object>>())) {
            m_isKept = true;
            runtime.keepUntilTheEnd([self = shared_from_this()] { self->m_lastSeen.reset(); });
        }
    }
    m_lastSeen = arguments.positional;
    return !isSameAsBefore;
}

std::optional<Value> Loop::attribute(Runtime&, std::string_view name)
{
    if (name == "index") {
        return m_index + 1;
    }
    if (name == "index0") {
        return m_index;
    }
    if (name == "first") {
        return m_index == 0;
    }
    if (name == "last") {
        return !peek();
    }
    if (name == "length") {
        return length();
    }
    if (name == "revindex") {
        return length() - m_index;
    }
    if (name == "revindex0") {
        return length() - m_index - 1;
    }
    if (name == "previtem") {
        return m_index == 0 ? undefined("there is no previous item") : m_previous;
    }
    if (name == "nextitem") {
        return peek() ? *m_following : undefined("there is no next item");
    }
    if (name == "depth") {
        return m_depth + 1;
    }
    if (name == "depth0") {
        return m_depth;
    }
    if (name == "cycle") {
        return makeFunction(
            "loop.cycle",
            [self = shared_from_this()](Runtime&, const Arguments& arguments) {
                if (arguments.positional.empty() || !arguments.named.empty()) {
                    throw Failure("loop.cycle needs at least one value, by position");
                }
                return arguments.positional[static_cast<std::size_t>(self->m_index) % arguments.positional.size()];
            },
            m_nesting + 1);
    }
    if (name == "changed") {
        return makeFunction(
            "loop.changed",
            [self = shared_from_this()](
                Runtime& runtime, const Arguments& arguments) { return Value(self->isChanged(runtime, arguments)); },
            m_nesting + 1);
    }
    return std::nullopt;
}

Value Loop::call(Runtime&, const Arguments& arguments)
{
    const BoundArguments given("loop", arguments, {"iterable"}, 1);
    if (!m_recursion) {
        throw Failure("a loop must be marked recursive to be called");
    }
    return m_recursion(given[0], m_depth + 1);
}

std::optional<std::string> Loop::text(Runtime&)
{
    return "<LoopContext " + std::to_string(m_index + 1) + "/" + std::to_string(length()) + ">";
}

} // namespace dpl::templates
