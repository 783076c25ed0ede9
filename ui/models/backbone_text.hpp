#pragma once

#include "backbone/backbone_card.hpp"
#include "base/place.hpp"

#include <QString>

namespace dpl::ui {

/// A path as the platform writes it, in whole.
QString shownPath(const QString& path);

/// "Hugging Face cache", or the path with ~ for the home folder.
QString placeText(const QString& place);

/// "8 backbones", "no backbone", "not found"; empty before anybody looked.
QString placeStateText(const PlaceState& state);

/// What tells a backbone from others in one line: "llama · 135 million parameters · Q4_1".
QString summary(const backbone::BackboneCard& card);

} // namespace dpl::ui
