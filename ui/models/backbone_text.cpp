#include "models/backbone_text.hpp"

#include "base/format.hpp"

#include <QCoreApplication>
#include <QDir>
#include <QStringList>

namespace dpl::ui {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Backbones", text);
}

} // namespace

QString shownPath(const QString& path)
{
    return QDir::toNativeSeparators(path);
}

QString placeText(const QString& place)
{
    if (place == huggingFacePlace) {
        return tr("Hugging Face cache");
    }
    const QString home = QDir::homePath();
    const bool isBelowHome = home.size() > 1 && place.startsWith(home + QLatin1Char('/'));
    return shownPath(isBelowHome ? QStringLiteral("~") + place.mid(home.size()) : place);
}

QString placeStateText(const PlaceState& state)
{
    switch (state.kind) {
    case PlaceState::Kind::unknown: return {};
    case PlaceState::Kind::missing: return tr("not found");
    case PlaceState::Kind::failed: return tr("not readable");
    case PlaceState::Kind::looked: break;
    }
    return state.found == 0 ? tr("no backbone")
        : state.found == 1  ? tr("1 backbone")
                            : tr("%1 backbones").arg(state.found);
}

QString summary(const backbone::BackboneCard& card)
{
    if (!card.isUsable()) {
        return tr("cannot be used");
    }
    QStringList parts{QString::fromStdString(card.config.modelType),
        tr("%1 parameters").arg(QString::fromStdString(formatCount(card.parameters)))};
    if (!card.storedTypes.empty()) {
        parts.append(QString::fromStdString(card.storedTypes.front().first));
    }
    return parts.join(QStringLiteral(" · "));
}

} // namespace dpl::ui
