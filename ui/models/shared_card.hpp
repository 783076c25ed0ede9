#pragma once

#include "backbone/backbone_card.hpp"

#include <memory>

namespace dpl::ui {

/// A card as it goes from the worker to models and widgets.
using SharedCard = std::shared_ptr<const backbone::BackboneCard>;

} // namespace dpl::ui
