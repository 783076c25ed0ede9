#include "templates/macro.hpp"

#include "templates/mapping.hpp"

#include <algorithm>

namespace dpl::templates {

namespace {

bool isParameter(const syntax::MacroBody& macro, std::string_view name)
{
    return std::any_of(macro.parameters.begin(), macro.parameters.end(),
        [name](const syntax::Parameter& parameter) { return parameter.name == name; });
}

} // namespace

Value MacroFunction::call(Runtime& runtime, const Arguments& arguments)
{
    const auto scope = std::make_shared<Scope>(m_scope);
    takeOthers(arguments, *scope);
    takeParameters(arguments, scope);
    std::string output;
    m_renderer.run(m_macro.body, scope, output);
    return runtime.text(std::move(output));
}

void MacroFunction::takeParameters(const Arguments& arguments, const ScopePointer& scope)
{
    std::vector<const syntax::Parameter*> missing;
    for (std::size_t i = 0; i < m_macro.parameters.size(); ++i) {
        const syntax::Parameter& parameter = m_macro.parameters[i];
        const Value* named = arguments.find(parameter.name);
        if (i < arguments.positional.size()) {
            if (named) {
                throw Failure("macro " + m_macro.name + " is given \"" + parameter.name + "\" twice");
            }
            scope->set(parameter.name, arguments.positional[i]);
        } else if (named) {
            scope->set(parameter.name, *named);
        } else {
            scope->set(parameter.name, undefined("parameter \"" + parameter.name + "\" is not given"));
            missing.push_back(&parameter);
        }
    }
    for (const syntax::Parameter* parameter : missing) { // defaults may name the parameters before them
        if (parameter->fallback) {
            scope->set(parameter->name, m_renderer.evaluate(*parameter->fallback, scope));
        }
    }
}

void MacroFunction::takeOthers(const Arguments& arguments, Scope& scope)
{
    const std::size_t count = m_macro.parameters.size();
    Mapping others;
    const Value* caller = nullptr;
    for (const auto& [name, value] : arguments.named) {
        if (isParameter(m_macro, name)) {
            continue;
        }
        if (name == "caller" && m_macro.usesCaller) {
            caller = &value;
        } else if (m_macro.usesNamed) {
            others.set(name, value);
        } else {
            throw Failure("macro " + m_macro.name + " takes no argument named \"" + name + "\"");
        }
    }
    if (m_macro.usesCaller) {
        scope.set("caller", caller ? *caller : undefined("macro " + m_macro.name + " is not called by a call block"));
    }
    if (m_macro.usesNamed) {
        scope.set("kwargs", makeDict(std::move(others)));
    }
    if (m_macro.usesPositional) {
        const std::size_t used = std::min(count, arguments.positional.size());
        scope.set("varargs",
            makeTuple({arguments.positional.begin() + static_cast<std::ptrdiff_t>(used), arguments.positional.end()}));
    } else if (arguments.positional.size() > count) {
        throw Failure("macro " + m_macro.name + " takes at most " + std::to_string(count) + " arguments, not "
            + std::to_string(arguments.positional.size()));
    }
}

std::optional<Value> MacroFunction::attribute(Runtime&, std::string_view name)
{
    if (name == "name") {
        return Value(m_macro.name);
    }
    if (name == "arguments") {
        std::vector<Value> names;
        for (const syntax::Parameter& parameter : m_macro.parameters) {
            names.emplace_back(parameter.name);
        }
        return makeTuple(std::move(names));
    }
    if (name == "caller") {
        return m_macro.usesCaller;
    }
    if (name == "catch_kwargs") {
        return m_macro.usesNamed;
    }
    if (name == "catch_varargs") {
        return m_macro.usesPositional;
    }
    return std::nullopt;
}

} // namespace dpl::templates
