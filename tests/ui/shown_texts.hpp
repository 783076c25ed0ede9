#pragma once

#include "widgets/notice.hpp"

#include <QLabel>

#include <algorithm>

namespace dpl::test {

/// Whether a label or a notice that is visible below `parent` has that part in its text.
inline bool says(const QWidget& parent, const QString& part)
{
    const auto has = [&part](const auto& texts) {
        return std::any_of(texts.begin(), texts.end(),
            [&part](const auto* widget) { return widget->isVisible() && widget->text().contains(part); });
    };
    return has(parent.findChildren<QLabel*>()) || has(parent.findChildren<ui::Notice*>());
}

} // namespace dpl::test
