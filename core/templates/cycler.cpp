#include "templates/cycler.hpp"

#include "templates/failure.hpp"

#include <utility>

namespace dpl::templates {

namespace {

class Cycler : public Object {
public:
    /// `nesting`: how deep values lie within it.
    Cycler(std::vector<Value> values, int nesting)
        : m_values(std::make_shared<State>(State{std::move(values)})), m_nesting(nesting)
    {
    }

    std::string kind() const override { return "Cycler"; }
    int nesting() const override { return m_nesting; }

    std::optional<Value> attribute(Runtime&, std::string_view name) override
    {
        if (name == "current") {
            return m_values->values[m_values->at];
        }
        if (name == "next") {
            return makeFunction(
                "next",
                [state = m_values](Runtime&, const Arguments&) {
                    const std::size_t at = state->at;
                    state->at = (at + 1) % state->values.size();
                    return state->values[at];
                },
                nesting() + 1);
        }
        if (name == "reset") {
            return makeFunction(
                "reset",
                [state = m_values](Runtime&, const Arguments&) {
                    state->at = 0;
                    return Value(None{});
                },
                nesting() + 1);
        }
        if (name == "items") {
            return makeTuple(m_values->values);
        }
        if (name == "pos") {
            return static_cast<std::int64_t>(m_values->at);
        }
        return std::nullopt;
    }

private:
    struct State {
        std::vector<Value> values;
        std::size_t at = 0;
    };

    std::shared_ptr<State> m_values;
    int m_nesting;
};

class Joiner : public Object {
public:
    explicit Joiner(Value separator) : m_separator(std::move(separator)) { }

    std::string kind() const override { return "Joiner"; }
    int nesting() const override { return nestingOf(m_separator) + 1; }
    bool isCallable() const override { return true; }

    Value call(Runtime&, const Arguments& arguments) override
    {
        const BoundArguments none("a joiner", arguments, {});
        return std::exchange(m_isUsed, true) ? m_separator : Value("");
    }

private:
    Value m_separator;
    bool m_isUsed = false;
};

} // namespace

Value makeCycler(Runtime&, const Arguments& arguments)
{
    if (arguments.positional.empty() || !arguments.named.empty()) {
        throw Failure("cycler needs at least one value, by position");
    }
    const int nesting = nestingOf(makeList(arguments.positional)); // which bounds it
    return std::static_pointer_cast<Object>(std::make_shared<Cycler>(arguments.positional, nesting));
}

Value makeJoiner(Runtime&, const Arguments& arguments)
{
    const BoundArguments given("joiner", arguments, {"sep"});
    const Value separator = given.has(0) ? given[0] : Value(", ");
    if (nestingOf(separator) > 0) {
        throw Failure("a joiner's separator is a string");
    }
    return std::static_pointer_cast<Object>(std::make_shared<Joiner>(separator));
}

} // namespace dpl::templates
