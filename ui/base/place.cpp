#include "base/place.hpp"

#include "hub/hub_settings.hpp"

#include <QDir>

namespace dpl::ui {

std::filesystem::path placePath(const QString& place)
{
    return place == huggingFacePlace ? hub::huggingFaceCache() : std::filesystem::path(place.toStdString());
}

QString placeOf(const QString& path)
{
    const QString clean = QDir::cleanPath(QDir::fromNativeSeparators(path));
    const QString cache = QDir::cleanPath(QString::fromStdString(hub::huggingFaceCache().string()));
    return clean == cache ? QString(huggingFacePlace) : clean;
}

} // namespace dpl::ui
