#pragma once

#include "places/shells.hpp"

#include <functional>
#include <memory>
#include <stop_token>

namespace dpl::ui {

/// How workers reach places.
struct PlaceAccess {
    std::shared_ptr<places::Shells> shells = std::make_shared<places::Shells>();

    /// Opens the connection to a place on another machine, asking the user what there is to ask. Throws Error, and
    /// Stopped if the user says no. Null: nobody can be asked.
    std::function<void(const places::Place&, places::Shells&, const std::stop_token&)> connect{};
};

} // namespace dpl::ui
