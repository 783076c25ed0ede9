#pragma once

#include "templates/runtime.hpp"

namespace dpl::templates {

/// `loop` within a for: where it is among the values, and which come before and behind.
class Loop : public Object, public std::enable_shared_from_this<Loop> {
public:
    /// Renders a recursive loop's body for other values, one level further down.
    using Recursion = std::function<Value(const Value& values, int depth)>;

    /// `size`: of the values, if it is known before they are gone through.
    Loop(Next values, std::optional<std::int64_t> size, int nesting, int depth, Recursion recursion);

    /// The next value; false at the end.
    bool advance(Value& value);

    std::string kind() const override { return "LoopContext"; }
    std::optional<Value> attribute(Runtime& runtime, std::string_view name) override;
    bool isCallable() const override { return true; }
    Value call(Runtime& runtime, const Arguments& arguments) override;
    std::optional<std::string> text(Runtime& runtime) override;
    std::optional<std::int64_t> size() override { return length(); }
    int nesting() const override { return m_nesting; }

private:
    std::int64_t length();
    bool peek();
    bool isChanged(Runtime& runtime, const Arguments& arguments);

    Next m_values;
    std::optional<std::int64_t> m_length;
    std::optional<Value> m_following; ///< taken from the values already
    Value m_current;
    Value m_previous;
    std::optional<std::vector<Value>> m_lastSeen; ///< by `changed`
    bool m_isKept = false; ///< what was seen last may hold the loop itself
    std::int64_t m_index = -1; ///< from 0
    int m_nesting;
    int m_depth; ///< from 0
    Recursion m_recursion;
};

} // namespace dpl::templates
