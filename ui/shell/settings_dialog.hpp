#pragma once

#include "jobs/place_access.hpp"

#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace dpl::ui {

class DeviceChooser;
class DeviceModel;
class ElidedLabel;
class SegmentedControl;
class FittingScroll;
class WhereCard;
class Settings;
class WhereModel;

/// Theme, threads, device, places, the folder for runs, and the backbone. What is set holds at once; Esc closes.
class SettingsDialog : public QDialog {
    Q_OBJECT

public:
    SettingsDialog(Settings& settings, DeviceModel& devices, WhereModel& places, const PlaceAccess& access = {},
        QWidget* parent = nullptr);

    void showPlaces(); ///< scrolls to them

    SegmentedControl* theme() const { return m_theme; }
    QSpinBox* threads() const { return m_threads; }
    DeviceChooser* device() const { return m_device; }
    QLineEdit* runsFolder() const { return m_runsFolder; }
    QPushButton* chooseBackboneButton() const { return m_chooseBackbone; }

    void accept() override; ///< stays open while the folder cannot be used

protected:
    bool event(QEvent* event) override;

private:
    void grow();
    QString enteredFolder() const;
    void checkRunsFolder();
    bool takeRunsFolder(); ///< if runs can be made there
    void showFolderProblem(const QString& problem);
    void chooseRunsFolder();
    QWidget* makeComputingCard(DeviceModel& devices);
    QWidget* makeBackboneCard();
    void chooseBackbone();
    void showBackbone();

    Settings& m_settings;
    QWidget* m_cards = nullptr;
    FittingScroll* m_scroll = nullptr;
    WhereCard* m_places = nullptr;
    SegmentedControl* m_theme = nullptr;
    QSpinBox* m_threads = nullptr;
    DeviceChooser* m_device = nullptr;
    QLineEdit* m_runsFolder = nullptr;
    QLabel* m_folderError = nullptr;
    ElidedLabel* m_backbone = nullptr;
    QPushButton* m_chooseBackbone = nullptr;
};

} // namespace dpl::ui
