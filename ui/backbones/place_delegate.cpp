#include "backbones/place_delegate.hpp"

#include "base/theme.hpp"
#include "models/places_model.hpp"
#include "widgets/row_ground.hpp"

#include <QPainter>

#include <algorithm>

namespace dpl::ui {

namespace {

constexpr int placePadding = 8;
constexpr int placeGap = 16;
constexpr int placeRowHeight = 30;

} // namespace

void PlaceDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Theme theme = Theme::of(option.palette);
    painter->save();
    const QRect body = option.rect.adjusted(0, 1, 0, -1);
    paintRowGround(*painter, body, option);

    QRect text = body.adjusted(placePadding, 0, -placePadding, 0);
    const PlaceState state = index.data(PlacesModel::StateRole).value<PlaceState>();
    const bool isWrong = state.kind == PlaceState::Kind::missing || state.kind == PlaceState::Kind::failed;
    const QString found = index.data(PlacesModel::StateTextRole).toString();
    painter->setFont(option.font);
    painter->setPen(isWrong ? theme.warning : theme.secondaryText);
    painter->drawText(text, Qt::AlignRight | Qt::AlignVCenter, found);
    text.setRight(text.right() - (found.isEmpty() ? 0 : painter->fontMetrics().horizontalAdvance(found) + placeGap));

    painter->setPen(theme.text);
    // Both ends of a path tell more than its middle.
    painter->drawText(text, Qt::AlignLeft | Qt::AlignVCenter,
        painter->fontMetrics().elidedText(index.data(PlacesModel::TextRole).toString(), Qt::ElideMiddle, text.width()));
    painter->restore();
}

QSize PlaceDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    return {200, std::max(placeRowHeight, option.fontMetrics.height() + 12)};
}

} // namespace dpl::ui
