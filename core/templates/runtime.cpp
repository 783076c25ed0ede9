#include "templates/runtime.hpp"

#include "templates/operators.hpp"

namespace dpl::templates {

Runtime::~Runtime()
{
    for (const std::function<void()>& clear : m_clears) {
        clear();
    }
}

Value Runtime::text(std::string text, bool isMarkup)
{
    m_budget.make(text.size());
    return makeText(std::move(text), isMarkup);
}

Value Runtime::call(const Value& function, const Arguments& arguments)
{
    requireDefined(function);
    const auto* object = function.get<std::shared_ptr<Object>>();
    if (!object || !(*object)->isCallable()) {
        throw Failure("a value of kind " + kindOf(function) + " cannot be called");
    }
    m_budget.step();
    const std::shared_ptr<Object> held = *object;
    return held->call(*this, arguments);
}

} // namespace dpl::templates
