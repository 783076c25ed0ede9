#pragma once

#include <QAnyStringView>
#include <QWidget>

namespace dpl::test {

/// The first of a widget's descendants of this class that screen readers call so, or null.
template <typename Widget> Widget* named(const QWidget& parent, QAnyStringView accessibleName)
{
    for (Widget* widget : parent.findChildren<Widget*>()) {
        if (widget->accessibleName() == accessibleName) {
            return widget;
        }
    }
    return nullptr;
}

} // namespace dpl::test
