#pragma once

#include <QLatin1String>
#include <QMetaType>
#include <QString>

#include <filesystem>

namespace dpl::ui {

/// Stands for the Hugging Face cache in a list of places, so that the place moves with HF_HOME and its like. No path,
/// since it does not start at the root.
inline constexpr QLatin1String huggingFacePlace("hugging-face-cache");

/// Where a place is on disk.
std::filesystem::path placePath(const QString& place);

/// The place that a path is: huggingFacePlace for the cache, otherwise the clean path itself.
QString placeOf(const QString& path);

/// What was found at a place.
struct PlaceState {
    enum class Kind { unknown, missing, looked, failed };
    Kind kind = Kind::unknown;
    int found = 0;
    QString problem; ///< of Kind::failed, in a sentence
};

} // namespace dpl::ui

Q_DECLARE_METATYPE(dpl::ui::PlaceState)
