#include "jobs/job_kinds.hpp"

#include "base/error.hpp"
#include "jobs/job_options.hpp"

#include <algorithm>

namespace dpl::ui {

JobKind JobKinds::named(const QString& name) const
{
    const auto found =
        std::find_if(m_kinds.begin(), m_kinds.end(), [&name](const JobKind& kind) { return kind.name == name; });
    return found != m_kinds.end() ? *found : JobKind{name};
}

JobRequest JobKinds::jobOf(const Json& recipe, const ComputeOptions& compute) const
{
    const std::string name = JsonObject(recipe, "job").string("kind");
    const JobKind kind = named(QString::fromStdString(name));
    if (!kind.fromRecipe) {
        throw Error("a job of kind \"" + name + "\" is not known to this version");
    }
    return kind.fromRecipe(recipe, onDeviceOf(recipe, compute));
}

} // namespace dpl::ui
