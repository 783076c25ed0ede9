#pragma once

#include <QDialog>

class QLabel;
class QLineEdit;
class QSpinBox;

namespace dpl::ui {

class SegmentedControl;
class Settings;

/// Theme, threads and the folder for runs. What is set holds at once; Esc closes.
class SettingsDialog : public QDialog {
    Q_OBJECT

public:
    explicit SettingsDialog(Settings& settings, QWidget* parent = nullptr);

    SegmentedControl* theme() const { return m_theme; }
    QSpinBox* threads() const { return m_threads; }
    QLineEdit* runsFolder() const { return m_runsFolder; }

    void accept() override; ///< stays open while the folder cannot be used

private:
    QString enteredFolder() const;
    void checkRunsFolder();
    void takeRunsFolder();
    void chooseRunsFolder();

    Settings& m_settings;
    SegmentedControl* m_theme = nullptr;
    QSpinBox* m_threads = nullptr;
    QLineEdit* m_runsFolder = nullptr;
    QLabel* m_folderError = nullptr;
};

} // namespace dpl::ui
