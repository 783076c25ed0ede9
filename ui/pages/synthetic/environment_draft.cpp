#include "pages/synthetic/environment_draft.hpp"

#include "base/error.hpp"
#include "synthetic/figures.hpp"

namespace dpl::ui {

EnvironmentDraft EnvironmentDraft::of(const synthetic::PiecewiseEnvironment& environment)
{
    return {QString::fromStdString(environment.name()), environment.contexts()};
}

synthetic::PiecewiseEnvironment EnvironmentDraft::environment() const
{
    return {name.toStdString(), contexts, name.isEmpty() ? "environment" : name.toStdString()};
}

EnvironmentVerdict judged(const EnvironmentDraft& draft)
{
    try {
        return {{}, std::make_shared<const report::Figure>(environmentFigure(draft.environment()))};
    } catch (const Error& error) {
        return {QString::fromUtf8(error.what()), nullptr};
    }
}

} // namespace dpl::ui
