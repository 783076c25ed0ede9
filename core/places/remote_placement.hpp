#pragma once

#include "places/input_sender.hpp"
#include "places/placed_job.hpp"
#include "places/shell.hpp"

#include <filesystem>
#include <stop_token>
#include <string>

namespace dpl::places {

/// The folder on another machine of a job whose folder would be `own` here: `own` itself if it lies in the place's
/// folder; otherwise in the place's folder, as it lies below `root`, or by its name. Throws Error if the place has no
/// folder.
std::string folderThere(const Place& place, const std::filesystem::path& own, const std::filesystem::path& root);

/// The folder here that shows a folder of a host: {mirrors}/{host}/{path there}.
std::filesystem::path mirrorOf(const std::string& host, const std::string& there);

/// A recipe as another machine can do it: its folders in and beside `there`, what it reads sent or found there
/// (InputSender), what it makes in `there`. Throws Error, and what Shell throws.
Json recipeThere(const PlacedJob& job, Shell& shell, const ProgressTold& told, const std::stop_token& stop);

} // namespace dpl::places
