#pragma once

#include <QFont>

namespace dpl::ui {

/// The font at the weight of headings and of what is chosen.
inline QFont demiBold(QFont font)
{
    font.setWeight(QFont::DemiBold);
    return font;
}

} // namespace dpl::ui
