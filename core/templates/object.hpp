#pragma once

#include "templates/arguments.hpp"
#include "templates/value.hpp"

#include <optional>

namespace dpl::templates {

class Runtime;

/// A value with behaviour of its own: functions, macros, loops, namespaces, cyclers.
class Object {
public:
    virtual ~Object() = default;

    /// "function", "Macro": for messages.
    virtual std::string kind() const = 0;

    /// What is behind a dot, or between brackets.
    virtual std::optional<Value> attribute(Runtime&, std::string_view) { return std::nullopt; }

    virtual bool isCallable() const { return false; }
    virtual Value call(Runtime& runtime, const Arguments& arguments);

    /// As Python prints it; nothing for those of which it prints an address.
    virtual std::optional<std::string> text(Runtime&) { return std::nullopt; }

    virtual std::optional<std::int64_t> size() { return std::nullopt; }

    /// How deep values lie within it.
    virtual int nesting() const { return 0; }
};

/// A function of the language, or a method with the value that it belongs to.
class Function : public Object {
public:
    using Body = std::function<Value(Runtime&, const Arguments&)>;

    Function(std::string name, Body body, int nesting = 0)
        : m_name(std::move(name)), m_body(std::move(body)), m_nesting(nesting)
    {
    }

    std::string kind() const override { return "function " + m_name; }
    bool isCallable() const override { return true; }
    Value call(Runtime& runtime, const Arguments& arguments) override { return m_body(runtime, arguments); }
    int nesting() const override { return m_nesting; }

private:
    std::string m_name;
    Body m_body;
    int m_nesting;
};

Value makeFunction(std::string name, Function::Body body, int nesting = 0);

} // namespace dpl::templates
