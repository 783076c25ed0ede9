#include "base/place.hpp"

#include "backbone/backbone_locations.hpp"

#include <QDir>

namespace dpl::ui {

std::filesystem::path placePath(const QString& place)
{
    return place == huggingFacePlace ? backbone::huggingFaceCache() : std::filesystem::path(place.toStdString());
}

QString placeOf(const QString& path)
{
    const QString clean = QDir::cleanPath(QDir::fromNativeSeparators(path));
    const QString cache = QDir::cleanPath(QString::fromStdString(backbone::huggingFaceCache().string()));
    return clean == cache ? QString(huggingFacePlace) : clean;
}

} // namespace dpl::ui
