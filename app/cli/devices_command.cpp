#include "devices_command.hpp"

#include "base/devices.hpp"
#include "base/json_text.hpp"

#include <CLI/CLI.hpp>

#include <iomanip>
#include <iostream>
#include <memory>

namespace dpl::cli {

namespace {

void print(const std::vector<Device>& devices, bool json)
{
    if (json) {
        Json list = Json::array();
        for (const Device& device : devices) {
            list.push_back(device.toJson());
        }
        std::cout << dumpJson(list, 2) << "\n";
        return;
    }
    for (const Device& device : devices) {
        std::cout << std::left << std::setw(8) << device.name << "  " << deviceText(device) << "\n";
    }
}

} // namespace

void addDevicesCommand(CLI::App& app)
{
    CLI::App* command =
        app.add_subcommand("devices", "List the devices that work can be done on, and why not on others");
    command->footer("The name in front is what --device takes:\n"
                    "  dpl train --device cuda:1 ...\n"
                    "CUDA_VISIBLE_DEVICES chooses which devices there are, and their order.");
    auto json = std::make_shared<bool>(false);
    command->add_flag("--json", *json, "Print the devices as one JSON list");
    command->callback([json] { print(findDevices(), *json); });
}

} // namespace dpl::cli
