#include "base/resources.hpp"

#include <QtGlobal>

// Q_INIT_RESOURCE declares a function of the global namespace.
static void initResources()
{
    Q_INIT_RESOURCE(dpl_workbench);
}

namespace dpl::ui {

void loadResources()
{
    static const bool loaded = [] {
        initResources();
        return true;
    }();
    Q_UNUSED(loaded)
}

} // namespace dpl::ui
