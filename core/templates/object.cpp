#include "templates/object.hpp"

#include "templates/failure.hpp"
#include "templates/limits.hpp"

namespace dpl::templates {

Value Object::call(Runtime&, const Arguments&)
{
    throw Failure("a " + kind() + " cannot be called");
}

Value makeFunction(std::string name, Function::Body body, int nesting)
{
    if (nesting > deepestValue) {
        throw Failure("values are nested deeper than " + std::to_string(deepestValue) + " levels");
    }
    return std::static_pointer_cast<Object>(std::make_shared<Function>(std::move(name), std::move(body), nesting));
}

} // namespace dpl::templates
